import { openDatabase } from '#db/index.ts'
import { servers } from './support/databaseServers.ts'

/** The tests of what is in the database and of who works with it, on a server of their own of each kind that is here. */
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

/** `--only=MariaDB` leaves the others out. */
const only = process.argv.find(each => each.startsWith('--only='))?.slice('--only='.length)
const paths = process.argv.slice(2).filter(each => !each.startsWith('--only='))

for (const { name, missing, launch } of servers) {
  if (only !== undefined && only !== name) continue
  if (missing) {
    console.log(`skipped: ${missing}`)
    continue
  }
  console.log(`\nOn ${name}:`)
  const server = await launch()
  try {
    const template = await server.create('bioce')
    await (await openDatabase(template)).close()
    const command = [
      process.execPath,
      'test',
      '--timeout=60000',
      '--only-failures',
      ...(paths.length > 0 ? paths : folders).flatMap(filesIn).filter(path => path !== notHere),
    ]
    const env = { ...process.env, TEST_DATABASE: template }
    process.exitCode ||= await Bun.spawn(command, { env, stdio: ['ignore', 'inherit', 'inherit'] }).exited
  } finally {
    await server.remove()
  }
}
