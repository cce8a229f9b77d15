-- What the built-in method keeps of a draft, in the place of columns that it alone has.
ALTER TABLE drafts ADD COLUMN details text;
UPDATE drafts SET details = concat(
  '{"unit":"', unit, '","skipVariational":', CASE skip_variational WHEN 1 THEN 'true' ELSE 'false' END,
  ',"files":', files, '}'
) WHERE method = 'bioce';
