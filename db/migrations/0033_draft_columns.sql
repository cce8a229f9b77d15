-- They are among the details of a draft.
ALTER TABLE drafts DROP COLUMN unit;
ALTER TABLE drafts DROP COLUMN skip_variational;
ALTER TABLE drafts DROP COLUMN files;
