-- What runs did. Times are milliseconds since 1970. No foreign keys: the ledger writes a run, its
-- batches and its removals in one transaction, and retention takes them away together.

-- One row a run, or one row for several runs of a group that came to the same end and removed
-- nobody: times says how many, last_at when the last of them ended.
CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  sdk_app_id BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  topic_id TEXT NOT NULL,
  type TEXT NOT NULL,
  cause TEXT NOT NULL,
  mode TEXT NOT NULL,
  policy TEXT NOT NULL,
  planned INTEGER NOT NULL,
  seats_max INTEGER,
  seats_before INTEGER,
  seats_after INTEGER,
  -- NULL while the run goes on
  outcome TEXT,
  note TEXT,
  -- JSON: rule -> count
  spared TEXT,
  -- JSON: the first of those who would have gone
  would_remove TEXT,
  -- digest of all who would have gone, whatever their order
  people TEXT,
  removed_count INTEGER NOT NULL,
  -- intents so far
  batches INTEGER NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  times INTEGER NOT NULL,
  last_at BIGINT,
  -- grows with everything there is to tell; published is the last one told
  revision INTEGER NOT NULL,
  published INTEGER NOT NULL
);
CREATE INDEX runs_newest ON runs (started_at, id);
CREATE INDEX runs_of_group ON runs (group_id, started_at, id);
CREATE INDEX runs_by_outcome ON runs (outcome, started_at, id);
CREATE INDEX runs_last_of_group ON runs (sdk_app_id, group_id, topic_id, last_at);
CREATE INDEX runs_expiry ON runs (last_at);
CREATE INDEX runs_unpublished ON runs (last_at) WHERE published < revision;

-- An intent: the members of one delete call, committed before it is sent.
CREATE TABLE batches (
  run TEXT NOT NULL,
  number INTEGER NOT NULL,
  sdk_app_id BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  intended_at BIGINT NOT NULL,
  -- NULL while the fate of any of them is unknown
  settled_at BIGINT,
  -- removed or perhaps removed: what the limits of 24 hours count
  taken INTEGER NOT NULL,
  PRIMARY KEY (run, number)
);
CREATE INDEX batches_day_of_group ON batches (sdk_app_id, group_id, intended_at, taken);
CREATE INDEX batches_day_of_app ON batches (sdk_app_id, intended_at, taken);

CREATE TABLE removals (
  run TEXT NOT NULL,
  batch INTEGER NOT NULL,
  account TEXT NOT NULL,
  -- order within the batch
  place INTEGER NOT NULL,
  join_time BIGINT NOT NULL,
  last_activity BIGINT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  fate TEXT NOT NULL,
  PRIMARY KEY (run, batch, account)
);
