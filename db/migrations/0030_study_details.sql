-- What the method of a study says of it, in the place of columns that the built-in method alone has.
ALTER TABLE studies ADD COLUMN details text;
UPDATE studies SET details = concat(
  '{"points":', point_count, ',"models":', model_count,
  ',"skipVariational":', CASE skip_variational WHEN 1 THEN 'true' ELSE 'false' END, '}'
) WHERE method = 'bioce';
