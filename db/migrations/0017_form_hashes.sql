-- What a form said beside its key: the same key with other values is another form.
ALTER TABLE drafts ADD COLUMN form_hash text;
ALTER TABLE analyses ADD COLUMN form_hash text;
