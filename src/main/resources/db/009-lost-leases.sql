-- How many runs in a row have ended without a word, their lease run out or their process gone.
ALTER TABLE jobs ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
