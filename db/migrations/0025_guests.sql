-- Guests: people without an account, until their time is over.
ALTER TABLE users ADD COLUMN guest_until integer;
CREATE INDEX users_by_guest_end ON users (guest_until);
