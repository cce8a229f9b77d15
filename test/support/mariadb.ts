import { afterAll } from 'bun:test'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './postgres.ts'

const find = (...names: string[]) =>
  names
    .flatMap(name => [
      Bun.which(name),
      ...['/usr/sbin', '/usr/libexec', '/opt/homebrew/bin'].map(at => join(at, name)),
    ])
    .find(path => path !== null && existsSync(path)) ?? undefined

/** MariaDB's programs on this machine; undefined where one is missing. */
export function findMariadb(): { server: string; install: string; client: string } | undefined {
  const server = find('mariadbd')
  const install = find('mariadb-install-db')
  const client = find('mariadb')
  return server && install && client ? { server, install, client } : undefined
}

export const withoutMariadb = 'MariaDB is not installed here'

/** A server of our own on a free port of this machine, with nothing in it, that goes with the tests. */
export async function startMariadb(programs: NonNullable<ReturnType<typeof findMariadb>>) {
  const folder = await mkdtemp(join(tmpdir(), 'bioce-mariadb-'))
  const data = join(folder, 'data')
  await mkdir(data)
  // It refuses to run as root.
  const asRoot = process.getuid?.() === 0
  if (asRoot) {
    const uid = Number(new TextDecoder().decode(Bun.spawnSync(['id', '-u', 'mysql']).stdout))
    for (const path of [folder, data]) await chown(path, uid, uid)
  }
  const own = (command: string[]) =>
    asRoot ? ['setpriv', '--reuid=mysql', '--clear-groups', ...command] : command
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  // A server that starts removes what others have in a folder for temporary tables that it shares with them.
  const files = [`--datadir=${data}`, `--tmpdir=${folder}`, '--innodb-log-file-size=16M']
  const made = Bun.spawnSync(
    own([
      programs.install,
      '--no-defaults',
      ...files,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]),
    { env, cwd: folder },
  )
  if (made.exitCode !== 0) throw new Error(made.stderr.toString() + made.stdout.toString())
  const port = freePort()
  const address = ['--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, '--user=root']
  const run = (text: string) =>
    Bun.spawnSync([programs.client, '--no-defaults', ...address, '-e', text], { env })
  let child: ReturnType<typeof Bun.spawn>

  /** Starts it, or starts it again after it was killed. @param settings such as `innodb-flush-log-at-trx-commit=0` */
  async function start(...settings: string[]): Promise<void> {
    const options = [
      'bind-address=127.0.0.1',
      `port=${port}`,
      `socket=${join(folder, 's')}`,
      `pid-file=${join(folder, 'pid')}`,
      'max-connections=400',
      ...settings,
    ]
    const command = own([programs.server, '--no-defaults', ...files, ...options.map(each => `--${each}`)])
    const log = Bun.file(join(folder, 'log'))
    child = Bun.spawn(command, { env, cwd: folder, stdio: ['ignore', 'ignore', log] })
    while (run('select 1').exitCode !== 0) {
      if (child.exitCode !== null) throw new Error(await log.text())
      await Bun.sleep(50)
    }
  }

  /** An empty database. */
  async function create(name: string): Promise<string> {
    const made = run(`grant all on *.* to bioce identified by 'hunter2'; create database ${name}`)
    if (made.exitCode !== 0) throw new Error(made.stderr.toString())
    return `mariadb://bioce:hunter2@127.0.0.1:${port}/${name}`
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
      child.kill('SIGTERM')
      await child.exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An empty database beside another, which goes after the test file. */
export function createMariadb(beside: string): string {
  const { hostname, port } = new URL(beside)
  const name = `t${Bun.randomUUIDv7().replaceAll('-', '')}`
  const run = (text: string) =>
    Bun.spawnSync([
      findMariadb()!.client,
      ...[
        '--no-defaults',
        '--protocol=tcp',
        `--host=${hostname}`,
        `--port=${port}`,
        '--user=root',
        '--delimiter=//',
        '-e',
        text,
      ],
    ])
  const made = run(`create database ${name}`)
  if (made.exitCode !== 0) throw new Error(made.stderr.toString())
  afterAll(() => void run(`${endConnections(name)} // drop database ${name}`), 60_000)
  return new URL(`/${name}`, beside).href
}

/** A database that goes does not end them. */
const endConnections = (database: string) => `begin not atomic
  declare continue handler for 1094 begin end;
  for other in (select id from information_schema.processlist where db = '${database}') do kill connection other.id; end for;
  end`
