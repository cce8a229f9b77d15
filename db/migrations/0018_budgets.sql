-- How long earlier attempts ran that made room for others, and how much the cache of a study takes.
ALTER TABLE jobs ADD COLUMN ran_ms integer NOT NULL DEFAULT 0;
ALTER TABLE studies ADD COLUMN cache_bytes integer NOT NULL DEFAULT 0;
-- What a large site asks for often.
CREATE INDEX jobs_by_end ON jobs (state, finished_at);
CREATE INDEX jobs_by_mail ON jobs (kind, json_extract(payload, '$.mailId'));
CREATE INDEX analyses_by_end ON analyses (state, finished_at);
CREATE INDEX analyses_by_start ON analyses (created_at);
DROP INDEX analyses_by_state;
