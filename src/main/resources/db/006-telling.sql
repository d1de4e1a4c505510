-- Where several nodes tell of ended runs: until when the run is left to the one that has taken it.
ALTER TABLE runs ADD COLUMN telling_until BIGINT;
