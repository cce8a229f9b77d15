-- The operator's own terms, privacy statement and imprint, when each person agreed, and what the staff notes about people.
CREATE TABLE site_texts (
  id integer PRIMARY KEY AUTOINCREMENT,
  name text NOT NULL,
  markdown text,
  created_at integer NOT NULL,
  CONSTRAINT site_texts_name CHECK (name in ('terms', 'privacy', 'imprint'))
);
CREATE INDEX site_texts_by_name ON site_texts (name);
ALTER TABLE users ADD COLUMN agreed_at integer;
ALTER TABLE users ADD COLUMN notes text;
