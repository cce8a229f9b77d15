-- A mail is called a mail, also as a job.
UPDATE jobs SET kind = 'mail' WHERE kind = 'mail';
