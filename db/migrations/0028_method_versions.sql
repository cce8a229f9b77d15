-- Which version of a method an analysis is of: several may be installed.
ALTER TABLE analyses ADD COLUMN method_version text;
