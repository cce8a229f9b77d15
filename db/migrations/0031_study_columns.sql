-- They are among the details of a study; the unit of its curve is in its study.json.
ALTER TABLE studies DROP CONSTRAINT studies_unit;
ALTER TABLE studies DROP COLUMN unit;
ALTER TABLE studies DROP COLUMN point_count;
ALTER TABLE studies DROP COLUMN model_count;
ALTER TABLE studies DROP COLUMN skip_variational;
