-- The processes that share this database. Times are milliseconds since 1970 by the database's clock.
CREATE TABLE nodes (
  node TEXT NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  -- when it counts as gone, unless it is seen again
  until_at BIGINT NOT NULL
);

-- How many calls a second a node may make at most, or still makes, of one API of one app.
CREATE TABLE call_claims (
  node TEXT NOT NULL,
  budget TEXT NOT NULL,
  calls BIGINT NOT NULL,
  PRIMARY KEY (node, budget)
);

-- The search for full groups of an app.
CREATE TABLE sweeps (
  sdk_app_id BIGINT NOT NULL PRIMARY KEY,
  -- who searches, as long as that node is there; NULL = nobody
  node TEXT,
  taken_at BIGINT NOT NULL,
  -- when the last search that saw all groups began, 0 = never
  begun_at BIGINT NOT NULL
);
