-- What operators have asked for. Times are milliseconds since 1970 by the database's clock.

-- While a row is in force, no run begins and no member is removed where it says.
CREATE TABLE pauses (
  -- 0 = every app
  sdk_app_id BIGINT NOT NULL,
  -- empty = every group of the app
  group_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- NULL = until somebody resumes
  until_at BIGINT,
  paused_by TEXT NOT NULL,
  paused_at BIGINT NOT NULL,
  PRIMARY KEY (sdk_app_id, group_id)
);

-- A run that somebody asked for by hand: its id is known before it begins.
CREATE TABLE requests (
  run TEXT NOT NULL PRIMARY KEY,
  sdk_app_id BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  -- 1 = this run enforces whatever the mode of the configuration
  enforce INTEGER NOT NULL,
  -- the braked run whose people may go, and nobody else
  released TEXT,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  -- 1 when the run has ended
  done INTEGER NOT NULL
);

CREATE INDEX requests_waiting ON requests (sdk_app_id, group_id, asked_at, run) WHERE done = 0;

CREATE UNIQUE INDEX requests_released ON requests (released);

CREATE INDEX requests_expiry ON requests (done, asked_at);

-- Every call that changed something, written with its effect.
CREATE TABLE actions (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  -- name of the token
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  sdk_app_id BIGINT,
  group_id TEXT,
  target TEXT,
  reason TEXT
);

CREATE INDEX actions_newest ON actions (at, id);

-- JSON: who of those shown by a released run stayed, and by which rule
ALTER TABLE runs ADD COLUMN left_out TEXT;
