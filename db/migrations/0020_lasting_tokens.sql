-- API tokens and share links: what they are called, which study they show, and how often they were used.
ALTER TABLE tokens ADD COLUMN study_id integer REFERENCES studies (id) ON DELETE CASCADE;
ALTER TABLE tokens ADD COLUMN name text;
ALTER TABLE tokens ADD COLUMN uses integer NOT NULL DEFAULT 0;
CREATE INDEX tokens_by_study ON tokens (study_id);
