-- Removals that people have asked to be undone. Times are milliseconds since 1970.

-- One row a request. It names a run, or a span of time with perhaps an app and a group.
CREATE TABLE restores (
  id TEXT NOT NULL PRIMARY KEY,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  reason TEXT,
  run TEXT,
  from_at BIGINT,
  to_at BIGINT,
  sdk_app_id BIGINT,
  group_id TEXT
);
CREATE INDEX restores_newest ON restores (asked_at, id);

-- Who is to come back. The facts are copied: the run may be gone before them.
CREATE TABLE returnees (
  restore TEXT NOT NULL,
  sdk_app_id BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  account TEXT NOT NULL,
  -- the run that removed this member
  run TEXT NOT NULL,
  join_time BIGINT NOT NULL,
  last_activity BIGINT NOT NULL,
  -- waiting, or how it ended
  result TEXT NOT NULL,
  -- why, for people
  detail TEXT,
  -- import or add: the call that was last meant to be sent; NULL = none
  way TEXT,
  settled_at BIGINT,
  PRIMARY KEY (restore, sdk_app_id, group_id, account)
);
CREATE INDEX returnees_of_group ON returnees (sdk_app_id, group_id, result, settled_at);
CREATE INDEX returnees_waiting ON returnees (sdk_app_id, group_id) WHERE result = 'waiting';
CREATE INDEX returnees_of_run ON returnees (run, account);
CREATE INDEX returnees_of_account ON returnees (account);

CREATE INDEX batches_by_time ON batches (intended_at, run, number);
CREATE INDEX removals_of_account ON removals (account);

-- 1 while somebody may wait to be brought back to the group: a pause does not stop that
ALTER TABLE jobs ADD COLUMN restores INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_restores ON jobs (sdk_app_id, due_at) WHERE restores = 1;
