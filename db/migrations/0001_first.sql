-- The first schema. Migrations are append-only: never change one that has been landed.

CREATE TABLE users (
  id integer PRIMARY KEY AUTOINCREMENT,
  email text NOT NULL UNIQUE,
  first_name text NOT NULL,
  last_name text NOT NULL,
  password_hash text,
  institution text,
  country text,
  confirmed_at integer,
  disabled_at integer,
  sign_in_count integer DEFAULT 0 NOT NULL,
  sign_in_at integer,
  sign_in_address text,
  last_sign_in_at integer,
  last_sign_in_address text,
  limits text,
  tours_seen text,
  studies_ever integer DEFAULT 0 NOT NULL,
  analyses_ever integer DEFAULT 0 NOT NULL,
  created_at integer NOT NULL,
  updated_at integer NOT NULL
);

CREATE TABLE roles (
  id integer PRIMARY KEY AUTOINCREMENT,
  name text NOT NULL UNIQUE,
  description text DEFAULT '' NOT NULL
);

CREATE TABLE user_roles (
  user_id integer NOT NULL,
  role_id integer NOT NULL,
  CONSTRAINT user_roles_pk PRIMARY KEY(user_id, role_id),
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  FOREIGN KEY (role_id) REFERENCES roles(id) ON DELETE CASCADE
);
CREATE INDEX user_roles_by_role ON user_roles (role_id);

CREATE TABLE sessions (
  id integer PRIMARY KEY AUTOINCREMENT,
  token_hash text NOT NULL UNIQUE,
  user_id integer NOT NULL,
  remember integer DEFAULT false NOT NULL,
  address text,
  agent text,
  created_at integer NOT NULL,
  seen_at integer NOT NULL,
  expires_at integer NOT NULL,
  strong_auth_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
  id integer PRIMARY KEY AUTOINCREMENT,
  purpose text NOT NULL,
  hash text NOT NULL UNIQUE,
  user_id integer,
  email text,
  analysis_id integer,
  data text,
  created_at integer NOT NULL,
  expires_at integer NOT NULL,
  used_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  FOREIGN KEY (analysis_id) REFERENCES analyses(id) ON DELETE CASCADE,
  CONSTRAINT tokens_purpose CHECK(purpose in ('setup', 'confirm', 'reset', 'change_email', 'invite', 'share', 'api'))
);
CREATE INDEX tokens_by_user ON tokens (user_id,purpose);
CREATE INDEX tokens_by_analysis ON tokens (analysis_id);
CREATE INDEX tokens_by_end ON tokens (expires_at);

CREATE TABLE factors (
  id integer PRIMARY KEY AUTOINCREMENT,
  user_id integer NOT NULL,
  kind text NOT NULL,
  name text DEFAULT '' NOT NULL,
  secret text NOT NULL,
  credential_id text UNIQUE,
  counter integer DEFAULT 0 NOT NULL,
  details text,
  created_at integer NOT NULL,
  confirmed_at integer,
  used_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  CONSTRAINT factors_kind CHECK(kind in ('totp', 'passkey', 'recovery'))
);
CREATE INDEX factors_by_user ON factors (user_id,kind);

CREATE TABLE studies (
  id integer PRIMARY KEY AUTOINCREMENT,
  user_id integer NOT NULL,
  name text NOT NULL,
  unit text NOT NULL,
  curve_name text NOT NULL,
  library_name text,
  profiles_name text,
  skip_variational integer DEFAULT false NOT NULL,
  example integer DEFAULT false NOT NULL,
  point_count integer NOT NULL,
  model_count integer NOT NULL,
  bytes integer NOT NULL,
  facts text,
  created_at integer NOT NULL,
  expires_at integer,
  warned_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  CONSTRAINT studies_name UNIQUE(user_id,name),
  CONSTRAINT studies_unit CHECK(unit in ('1/A', '1/nm'))
);
CREATE INDEX studies_by_end ON studies (expires_at);

CREATE TABLE analyses (
  id integer PRIMARY KEY AUTOINCREMENT,
  study_id integer NOT NULL,
  user_id integer NOT NULL,
  name text NOT NULL,
  state text DEFAULT 'waiting' NOT NULL,
  method text DEFAULT 'bioce' NOT NULL,
  parameters text NOT NULL,
  submit_key text,
  progress text,
  attempt integer DEFAULT 0 NOT NULL,
  reason text,
  message text,
  summary text,
  output_bytes integer,
  created_at integer NOT NULL,
  started_at integer,
  finished_at integer,
  FOREIGN KEY (study_id) REFERENCES studies(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  CONSTRAINT analyses_name UNIQUE(study_id,name),
  CONSTRAINT analyses_submit UNIQUE(user_id,submit_key),
  CONSTRAINT analyses_state CHECK(state in ('waiting', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX analyses_by_user ON analyses (user_id,state);
CREATE INDEX analyses_by_state ON analyses (state);

CREATE TABLE jobs (
  id integer PRIMARY KEY AUTOINCREMENT,
  kind text NOT NULL,
  payload text NOT NULL,
  state text DEFAULT 'waiting' NOT NULL,
  priority integer DEFAULT 0 NOT NULL,
  user_id integer,
  unique_key text UNIQUE,
  run_at integer NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  attempts_max integer DEFAULT 3 NOT NULL,
  lease integer DEFAULT 0 NOT NULL,
  beats integer DEFAULT 0 NOT NULL,
  heartbeat_at integer,
  worker text,
  error text,
  created_at integer NOT NULL,
  started_at integer,
  finished_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL,
  CONSTRAINT jobs_state CHECK(state in ('waiting', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX jobs_to_claim ON jobs (state,kind,run_at);
CREATE INDEX jobs_by_user ON jobs (user_id,state);
CREATE INDEX jobs_by_turn ON jobs (user_id,lease);
CREATE INDEX jobs_by_lease ON jobs (lease);

CREATE TABLE workers (
  name text PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  version text NOT NULL,
  slots integer NOT NULL,
  started_at integer NOT NULL,
  seen_at integer NOT NULL,
  drain_at integer
);

CREATE TABLE mails (
  id integer PRIMARY KEY AUTOINCREMENT,
  kind text NOT NULL,
  user_id integer,
  email text NOT NULL,
  facts text NOT NULL,
  state text DEFAULT 'waiting' NOT NULL,
  message_id text NOT NULL UNIQUE,
  attempts integer DEFAULT 0 NOT NULL,
  error text,
  created_at integer NOT NULL,
  sent_at integer,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  CONSTRAINT mails_state CHECK(state in ('waiting', 'sent', 'failed'))
);
CREATE INDEX mails_by_state ON mails (state,created_at);
CREATE INDEX mails_by_user ON mails (user_id);

CREATE TABLE audit (
  id integer PRIMARY KEY AUTOINCREMENT,
  at integer NOT NULL,
  actor_id integer,
  action text NOT NULL,
  subject text DEFAULT '' NOT NULL,
  details text,
  address text,
  request_id text,
  hash text NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor_id);
CREATE INDEX audit_by_action ON audit (action);

CREATE TABLE settings (
  key text PRIMARY KEY,
  value text NOT NULL,
  updated_at integer NOT NULL
);

CREATE TABLE allowed_domains (
  id integer PRIMARY KEY AUTOINCREMENT,
  domain text NOT NULL UNIQUE,
  institution text,
  country text,
  created_at integer NOT NULL
);

CREATE TABLE account_requests (
  id integer PRIMARY KEY AUTOINCREMENT,
  email text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  institution text DEFAULT '' NOT NULL,
  message text DEFAULT '' NOT NULL,
  status_hash text UNIQUE,
  state text DEFAULT 'waiting' NOT NULL,
  decided_by integer,
  answer text,
  created_at integer NOT NULL,
  decided_at integer,
  FOREIGN KEY (decided_by) REFERENCES users(id) ON DELETE SET NULL,
  CONSTRAINT account_requests_state CHECK(state in ('waiting', 'approved', 'refused'))
);
CREATE INDEX account_requests_by_email ON account_requests (email);

CREATE TABLE limits (
  key text PRIMARY KEY,
  points real NOT NULL,
  expires_at integer NOT NULL
);
CREATE INDEX limits_by_end ON limits (expires_at);

-- The audit trail only grows.
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit rows are never removed'); END;

INSERT INTO roles (name, description) VALUES
  ('user', 'Uploads studies and runs analyses'),
  ('superuser', 'Sees and changes everything; needs a second factor');
