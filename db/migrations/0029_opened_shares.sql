-- Links of other people that somebody with an account has opened.
CREATE TABLE opened_shares (
  id integer PRIMARY KEY AUTOINCREMENT,
  user_id integer NOT NULL,
  token_id integer NOT NULL,
  opened_at integer NOT NULL,
  CONSTRAINT opened_shares_once UNIQUE (user_id, token_id),
  FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  FOREIGN KEY (token_id) REFERENCES tokens (id) ON DELETE CASCADE
);
CREATE INDEX opened_shares_by_token ON opened_shares (token_id);
