import { afterAll } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'

const homes = [
  '/usr/lib/postgresql',
  '/opt/homebrew/opt/postgresql/bin',
  '/usr/local/pgsql/bin',
  '/usr/pgsql/bin',
]

/** The folder of PostgreSQL's programs on this machine; undefined where there are none. */
export function findPostgres(): string | undefined {
  const found = Bun.which('initdb')
  const versions = existsSync(homes[0]!) ? readdirSync(homes[0]!).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    found && join(found, '..'),
    ...versions.map(each => join(homes[0]!, each, 'bin')),
    ...homes,
  ]
  return (
    folders.find(
      folder => folder && ['initdb', 'postgres', 'pg_isready'].every(name => existsSync(join(folder, name))),
    ) || undefined
  )
}

export const withoutPostgres = 'PostgreSQL is not installed here'

/** A server of our own on a free port of this machine, with nothing in it, that goes with the tests. */
export async function startPostgres(programs: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bioce-postgres-'))
  const data = join(folder, 'data')
  await mkdir(data)
  // It refuses to run as root.
  const asRoot = process.getuid?.() === 0
  if (asRoot) {
    const uid = Number(new TextDecoder().decode(Bun.spawnSync(['id', '-u', 'postgres']).stdout))
    for (const path of [folder, data]) await chown(path, uid, uid)
  }
  const run = (program: string, ...args: string[]) => {
    const command = [join(programs, program), ...args]
    return asRoot
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command]
      : command
  }
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  const made = Bun.spawnSync(
    run(
      'initdb',
      '-D',
      data,
      '-U',
      'bioce',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ),
    { env, cwd: folder },
  )
  if (made.exitCode !== 0) throw new Error(made.stderr.toString())
  const port = freePort()
  const url = (database: string) => `postgres://bioce@127.0.0.1:${port}/${database}`
  let child: ReturnType<typeof Bun.spawn>

  /** Starts it, or starts it again after it was killed. @param settings such as `fsync=off` */
  async function start(...settings: string[]): Promise<void> {
    const options = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'max_connections=200',
      ...settings,
    ]
    const args = options.flatMap(each => ['-c', each])
    const command = run('postgres', '-D', data, '-p', String(port), ...args)
    const spawn = () =>
      Bun.spawn(command, { env, cwd: folder, stdio: ['ignore', 'ignore', Bun.file(join(folder, 'log'))] })
    child = spawn()
    let starts = 1
    const ready = () =>
      Bun.spawnSync([join(programs, 'pg_isready'), '-h', '127.0.0.1', '-p', String(port)]).exitCode === 0
    while (!ready()) {
      // What is left of one that was killed may still hold its memory.
      if (child.exitCode !== null && ++starts > 50)
        throw new Error(await Bun.file(join(folder, 'log')).text())
      await Bun.sleep(50)
      if (child.exitCode !== null) child = spawn()
    }
  }

  /** An empty database. */
  async function create(name: string): Promise<string> {
    const admin = new SQL(url('postgres'))
    await admin.unsafe(`create database ${name}`)
    await admin.close()
    return url(name)
  }

  return {
    create,
    start,
    /** All of it, at once, as a power cut would. */
    async kill() {
      child.kill('SIGKILL')
      await child.exited
    },
    async remove() {
      child.kill('SIGINT')
      await child.exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function freePort(): number {
  const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = server
  server.stop(true)
  return port
}

/** A copy of a database, which goes after the test file. */
export function copyPostgres(template: string): string {
  const at = (database: string) => new URL(`/${database}`, template).href
  const name = `t${Bun.randomUUIDv7().replaceAll('-', '')}`
  const command = (text: string) => [
    join(findPostgres()!, 'psql'),
    ...['-qX', '-v', 'ON_ERROR_STOP=1', '-d', at('postgres'), '-c', text],
  ]
  const made = Bun.spawnSync(
    command(`create database ${name} template ${new URL(template).pathname.slice(1)}`),
  )
  if (made.exitCode !== 0) throw new Error(made.stderr.toString())
  afterAll(() => void Bun.spawnSync(command(`drop database ${name} with (force)`)), 60_000)
  return at(name)
}
