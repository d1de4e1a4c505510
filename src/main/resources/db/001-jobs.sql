-- One row for each group (topic_id is empty) or topic that has called.
-- Times are milliseconds since 1970 by the database's clock.
CREATE TABLE jobs (
  id BIGINT NOT NULL PRIMARY KEY,
  sdk_app_id BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  topic_id TEXT NOT NULL,
  -- waiting, running, resting, dead
  state TEXT NOT NULL,
  -- waiting: not before then; resting: until then
  due_at BIGINT NOT NULL,
  -- raised by every request that a run under way may not have seen
  seq BIGINT NOT NULL,
  -- running: whose it is, until when, and when the run must end
  lease_token TEXT,
  lease_until BIGINT,
  deadline_at BIGINT,
  -- the run that is not finished yet; a takeover goes on with it
  run_id TEXT,
  -- failures in a row that were the job's own
  attempts BIGINT NOT NULL,
  -- who asked: callback, sweep, bus, operator
  cause TEXT NOT NULL,
  -- why it failed last, or why it is dead
  failure TEXT,
  -- how many runs in a row removed nobody
  rest_level BIGINT NOT NULL,
  -- 1 when the run before this one finished and the job then rested
  rested BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  -- requests that were written; those that found the job waiting anyway are not
  callbacks BIGINT NOT NULL
);

CREATE UNIQUE INDEX jobs_key ON jobs (sdk_app_id, group_id, topic_id);

CREATE INDEX jobs_due ON jobs (sdk_app_id, state, due_at);

CREATE INDEX jobs_state ON jobs (state, id);
