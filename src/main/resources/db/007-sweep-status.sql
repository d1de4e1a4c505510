-- How far the search has come, or how the last one ended, as its node has told: JSON. NULL = not told.
ALTER TABLE sweeps ADD COLUMN status TEXT;
