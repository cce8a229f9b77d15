-- Accounts elsewhere with which people sign in.
CREATE TABLE identities (
  id integer PRIMARY KEY AUTOINCREMENT,
  user_id integer NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  created_at integer NOT NULL,
  used_at integer,
  CONSTRAINT identities_subject UNIQUE (issuer, subject),
  FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX identities_by_user ON identities (user_id);
