-- Studies hold the inputs of a method as data; their owner's names of curve, library and profiles are in facts of older rows.
ALTER TABLE studies ADD COLUMN method text NOT NULL DEFAULT 'bioce';
ALTER TABLE studies ADD COLUMN inputs text;
ALTER TABLE studies DROP COLUMN curve_name;
ALTER TABLE studies DROP COLUMN library_name;
ALTER TABLE studies DROP COLUMN profiles_name;
ALTER TABLE drafts ADD COLUMN method text NOT NULL DEFAULT 'bioce';
ALTER TABLE drafts ADD COLUMN inputs text;
