-- Uploads that are checked before they become studies.
CREATE TABLE drafts (
  id integer PRIMARY KEY AUTOINCREMENT,
  user_id integer NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  upload_key text,
  name text NOT NULL,
  unit text NOT NULL DEFAULT 'guess',
  skip_variational integer NOT NULL DEFAULT false,
  files text NOT NULL,
  bytes integer NOT NULL,
  round integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'waiting',
  progress text,
  message text,
  study_id integer REFERENCES studies(id) ON DELETE CASCADE,
  created_at integer NOT NULL,
  expires_at integer NOT NULL,
  CONSTRAINT drafts_upload UNIQUE (user_id, upload_key),
  CONSTRAINT drafts_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX drafts_by_user ON drafts (user_id);
CREATE INDEX drafts_by_end ON drafts (expires_at);
