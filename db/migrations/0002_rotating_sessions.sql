-- A remembered session changes its secret now and then; the one before it tells a thief from a slow request.
ALTER TABLE sessions ADD COLUMN previous_hash text;
ALTER TABLE sessions ADD COLUMN rotated_at integer;
CREATE INDEX sessions_by_previous ON sessions (previous_hash);
