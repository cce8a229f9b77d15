-- What a run took, and what it was expected to take: later runs are foretold from it.
ALTER TABLE analyses ADD COLUMN expected_seconds real;
ALTER TABLE analyses ADD COLUMN timings text;
