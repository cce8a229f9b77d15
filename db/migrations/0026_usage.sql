-- What statistics count: every run that ended, kept when its analysis or its person is deleted.
ALTER TABLE analyses ADD COLUMN waited_ms integer;
ALTER TABLE analyses ADD COLUMN cpu_ms integer;
CREATE TABLE usage (
  id integer PRIMARY KEY AUTOINCREMENT,
  ended_at integer NOT NULL,
  analysis_id integer NOT NULL,
  user_id integer NOT NULL,
  institution text,
  country text,
  method text NOT NULL,
  state text NOT NULL,
  reason text,
  waited_ms integer,
  cpu_ms integer,
  CONSTRAINT usage_state CHECK (state in ('waiting', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX usage_by_end ON usage (ended_at);
INSERT INTO usage (ended_at, analysis_id, user_id, institution, country, method, state, reason, waited_ms)
SELECT a.finished_at, a.id, a.user_id, u.institution, u.country, a.method, a.state, a.reason, a.started_at - a.created_at
FROM analyses a JOIN users u ON u.id = a.user_id
WHERE a.state IN ('done', 'failed', 'cancelled') AND a.finished_at IS NOT NULL;
