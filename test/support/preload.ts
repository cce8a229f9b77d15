// Loaded before every test file: the wall clock in tests reads in UTC wherever they run.
process.env.TZ = 'UTC'
