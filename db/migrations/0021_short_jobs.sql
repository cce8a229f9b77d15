-- How long a job should take, so that short ones need not wait behind long ones.
ALTER TABLE jobs ADD COLUMN expected_ms integer;
