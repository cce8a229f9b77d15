-- What only the author knows of a study is typed into the report's table once, for all analyses of it.
ALTER TABLE studies ADD COLUMN report text;
