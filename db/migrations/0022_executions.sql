-- Calculations that outlive the worker that started them.
ALTER TABLE jobs ADD COLUMN execution text;
