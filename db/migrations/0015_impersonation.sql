-- An administrator looks at the site as another person, for a while, and can change nothing meanwhile.
ALTER TABLE sessions ADD COLUMN impersonated_id integer REFERENCES users(id) ON DELETE SET NULL;
ALTER TABLE sessions ADD COLUMN impersonation_ends_at integer;
