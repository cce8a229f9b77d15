import { openDatabase } from '#db/index.ts'
import { findPostgres, startPostgres, withoutPostgres } from './support/postgres.ts'

/** The tests of what is in the database and of who works with it, on a PostgreSQL server of their own. */
const folders = [
  'test/db',
  'test/jobs',
  'test/accounts',
  'test/admin',
  'test/studies',
  'test/analyses',
  'test/routes',
  'test/journeys/machines.test.ts',
]

/** Poisons the rows of a file; what it looks at are pages. */
const notHere = 'test/routes/hostileText.test.ts'

const filesIn = (path: string) =>
  path.endsWith('.ts') ? [path] : [...new Bun.Glob(`${path}/**/*.test.{ts,tsx}`).scanSync()]

const programs = findPostgres()
if (!programs) {
  console.log(`skipped: ${withoutPostgres}`)
  process.exit(0)
}
const server = await startPostgres(programs)
try {
  // The tests of what a power cut leaves have servers of their own; housekeeping would count as commits of the tests.
  await server.start('fsync=off', 'autovacuum=off')
  const template = await server.create('bioce')
  await (await openDatabase(template)).close()
  const paths = process.argv.slice(2)
  const command = [
    process.execPath,
    'test',
    '--timeout=60000',
    '--only-failures',
    ...(paths.length > 0 ? paths : folders).flatMap(filesIn).filter(path => path !== notHere),
  ]
  const env = { ...process.env, TEST_POSTGRES: template }
  process.exitCode = await Bun.spawn(command, { env, stdio: ['ignore', 'inherit', 'inherit'] }).exited
} finally {
  await server.remove()
}
