import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { versionText } from '#src/commit.ts'
// @ts-expect-error A script that Node runs too has no types.
import { bundleOf } from '../../src/bundle.mjs'
import { temporaryFolder } from '../support/database.ts'
import { program } from '../support/program.ts'
import { because, long, unlessLong } from '../support/skips.ts'
import { until } from '../support/until.ts'

const root = resolve(import.meta.dir, '../..')

/** The environment of a shell, as npm would find it: none of our settings, and no other npm's. */
function environment(data: string): Record<string, string> {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`
  return { PATH: path, HOME: data, BIOCE_DATA: data, BIOCE_PORT: '0', NPM_CONFIG_UPDATE_NOTIFIER: 'false' }
}

function run(args: string[], env: Record<string, string> = {}, cwd = '/') {
  const all = { ...environment(temporaryFolder()), ...env }
  const { exitCode, stdout, stderr } = Bun.spawnSync([...program, ...args], {
    cwd,
    env: all,
    timeout: 50_000,
  })
  return { exitCode, printed: stdout.toString().trim(), said: stderr.toString().trim() }
}

describe('what does not let the server start is one line and exit code 78:', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const broken = temporaryFolder()
  writeFileSync(join(broken, 'a.json'), '{"name": "a"}')
  const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  afterAll(() => taken.stop(true))

  test.each<[string, string[], Record<string, string>, string]>([
    ['a folder that is a file', ['web'], { BIOCE_DATA: file }, 'a part of the path is a file'],
    ['the same for workers', ['worker'], { BIOCE_DATA: file }, 'a part of the path is a file'],
    ['a port that is taken', ['web'], { BIOCE_PORT: String(taken.port) }, 'is taken by another program'],
    ['an address of another machine', ['web'], { BIOCE_HOST: '192.0.2.1' }, 'not an address of this machine'],
    ['a host that nobody knows', ['web'], { BIOCE_HOST: 'nobody.invalid' }, 'not an address of this machine'],
    ['a manifest that is wrong', ['web'], { BIOCE_METHODS: broken }, '/title is missing.'],
    ['a folder of manifests that is not there', ['web'], { BIOCE_METHODS: '/nowhere' }, 'BIOCE_METHODS'],
    ['a setting that is not one', ['start'], { BIOCE_PROT: '1' }, 'BIOCE_PROT is not a setting'],
    ['a command that is not one', ['strat'], {}, 'There is no command "bioce strat"'],
    ['an argument too many', ['start', 'x'], {}, 'takes no arguments'],
    ['the same for workers', ['worker', 'x'], {}, 'takes no arguments'],
  ])('%s', (_, args, env, sentence) => {
    const { exitCode, said } = run(args, env)
    expect([exitCode, said.split('\n').length, said]).toEqual([78, 1, expect.stringContaining(sentence)])
  })

  test.skipIf(process.getuid?.() !== 0)(
    'a folder that its user cannot write, a port that is not theirs',
    () => {
      const data = temporaryFolder()
      chmodSync(data, 0o700)
      const asNobody = (env: Record<string, string>) => {
        const command = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...program, 'web']
        const { exitCode, stderr } = Bun.spawnSync(command, {
          cwd: '/',
          env: { ...environment(data), ...env },
        })
        return [exitCode, stderr.toString().trim()]
      }
      expect(asNobody({})).toEqual([
        78,
        expect.stringMatching(/^\S+ cannot be used by user .*permission denied.*$/),
      ])
      chmodSync(data, 0o777)
      expect(asNobody({ BIOCE_PORT: '80' })).toEqual([
        78,
        expect.stringMatching(/^Port 80 is for root alone.*$/),
      ])
    },
  )

  test.each([
    ['BIOCE_DATABASE_URL', 'oracle://ada:secret@db/x'],
    ['BIOCE_DATABASE_URL', 'mssql://ada:secret@db/x'],
    ['BIOCE_SMTP_URL', 'ada:secret@mail'],
  ])('a wrong %s, whose password is not shown (%s)', (name, value) => {
    const { exitCode, said, printed } = run(['web'], { [name]: value })
    expect([exitCode, said]).toEqual([78, expect.stringContaining(`${name} must`)])
    expect(said + printed).not.toContain('secret')
  })
})

test('bioce --version tells the version and the commit', () => {
  expect(run(['--version'])).toEqual({ exitCode: 0, printed: versionText(), said: '' })
})

const unlessThere = (name: string) => (Bun.which(name) ? '' : because(`${name} is not on this machine`))

describe.skipIf(!Bun.which('node'))(`what npm start and npm test install${unlessThere('node')}`, () => {
  /** A checkout whose Bun notes what it is asked to do, and does nothing. */
  function pretend() {
    const checkout = temporaryFolder()
    mkdirSync(join(checkout, 'src'))
    for (const name of ['src/start.mjs', 'src/bundle.mjs', 'package.json', 'bun.lock'])
      copyFileSync(join(root, name), join(checkout, name))
    const asked = join(checkout, 'asked')
    const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo ${Bun.version}\necho "$@" >>${asked}\n`
    writeFileSync(join(checkout, 'bun'), script, { mode: 0o755 })
    /** What one start asked Bun for, without the paths. */
    const start = (file: string): string[] => {
      rmSync(asked, { force: true })
      const env = { PATH: `${checkout}:${process.env.PATH}` }
      Bun.spawnSync(['node', join(checkout, 'src/start.mjs'), file], {
        env,
        stdio: ['ignore', 'ignore', 'ignore'],
      })
      return tryRead(asked).replaceAll(`${checkout}/`, '').trim().split('\n')
    }
    return { checkout, start }
  }
  const all = 'install --frozen-lockfile --ignore-scripts --silent'
  const running = `${all} --production --omit=peer`

  test('a server alone needs what it runs with, once; tests need the rest, once; then a server needs nothing', () => {
    const { checkout, start } = pretend()
    expect(start('src/main.ts')).toEqual([running, 'src/main.ts'])
    expect(start('src/main.ts')).toEqual(['src/main.ts'])
    expect(start('test/checks.ts')).toEqual([all, 'test/checks.ts'])
    expect(start('test/checks.ts')).toEqual(['test/checks.ts'])
    expect(start('src/main.ts')).toEqual(['src/main.ts'])
    writeFileSync(join(checkout, 'bun.lock'), 'another')
    expect(start('src/main.ts')).toEqual([running, 'src/main.ts'])
  })
})

/** Starts a command that leads to a server, and waits until its workers have started too. */
async function startWith(command: string[], data: string, detached = false) {
  const child = Bun.spawn(command, {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(data),
    detached,
  })
  try {
    await until(() => tryRead(join(data, 'logs/worker.log')).includes('worker started'), 40_000)
    return child
  } catch (error) {
    for (const id of processesOf(data)) process.kill(id, 'SIGKILL')
    throw error
  }
}

/** Ids of the processes that work for a data folder: each carries it in its environment. */
function processesOf(data: string): number[] {
  const ids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return ids.filter(id => tryRead(`/proc/${id}/environ`).includes(`BIOCE_DATA=${data}\0`)).map(Number)
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const npm = ['npm', '--prefix', root, 'start']
const node = ['node', join(root, 'src/start.mjs'), 'src/main.ts']

describe.skipIf(!Bun.which('npm'))(
  `whoever is told to stop, all of it drains and nothing is left within ten seconds${unlessThere('npm')}:`,
  () => {
    // Made beforehand: on a busy machine it takes as long as all else together.
    beforeAll(() => bundleOf(root, process.execPath), 240_000)
    const bunRun = [process.execPath, 'run', '--cwd', root, 'start']
    /** Each way to start, each signal, and whoever may be killed; the other pairs in `test:faults`. */
    const pairs: [string, string[], NodeJS.Signals][] = [
      ['npm', npm, 'SIGTERM'],
      ['npm', npm, 'SIGKILL'],
      ['node', node, 'SIGINT'],
      ['node', node, 'SIGKILL'],
      ['bun run', bunRun, 'SIGTERM'],
      ['the program', program, 'SIGTERM'],
      ['the program', program, 'SIGKILL'],
    ]
    const morePairs: typeof pairs = [
      ['npm', npm, 'SIGINT'],
      ['node', node, 'SIGTERM'],
      ['bun run', bunRun, 'SIGINT'],
      ['the program', program, 'SIGINT'],
    ]
    const stops = async (name: string, command: string[], signal: NodeJS.Signals) => {
      const data = temporaryFolder()
      const child = await startWith(command, data)
      expect(processesOf(data).length).toBeGreaterThan(1)
      child.kill(signal)
      await until(() => processesOf(data).length === 0)
      // Whoever was killed could tell nobody; its workers ended by themselves.
      expect(tryRead(join(data, 'logs/worker.log'))).toContain('worker stopped')
      if (name !== 'the program' || signal !== 'SIGKILL')
        expect(tryRead(join(data, 'logs/bioce.log'))).toContain('web stopped')
    }
    test.each(pairs)('%s, started with %p, by %s', stops)
    test.skipIf(!long).each(morePairs)(`%s, started with %p, by %s${unlessLong}`, stops)

    test('by Ctrl-C, which reaches each of them: it is one wish, not two', async () => {
      const data = temporaryFolder()
      const child = await startWith(npm, data, true)
      process.kill(-child.pid, 'SIGINT')
      await until(() => processesOf(data).length === 0)
      expect(tryRead(join(data, 'logs/bioce.log'))).toContain('web stopped')
    })

    test('but not by the end of the shell that started npm', async () => {
      const data = temporaryFolder()
      const shell = await startWith(
        ['sh', '-c', `nohup ${npm.join(' ')} >npm.out & echo $! >npm.pid`].map(part =>
          part.replaceAll('npm.', `${data}/npm.`),
        ),
        data,
      )
      expect(await shell.exited).toBe(0)
      expect(processesOf(data).length).toBeGreaterThan(2)
      expect(tryRead(join(data, 'logs/bioce.log'))).not.toContain('web stopped')
      process.kill(Number(tryRead(join(data, 'npm.pid'))), 'SIGTERM')
      await until(() => processesOf(data).length === 0)
    })

    test('the first process of a container', async () => {
      const data = temporaryFolder()
      const unshare = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
      if (!canRun([...unshare, 'true'])) return
      const child = await startWith([...unshare, ...program], data)
      const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
      process.kill(Number(first), 'SIGTERM')
      expect(await child.exited).toBe(0)
      expect(tryRead(join(data, 'logs/bioce.log'))).toContain('web stopped')
    })
  },
)

function canRun(command: string[]): boolean {
  return Bun.which(command[0]!) !== null && Bun.spawnSync(command).exitCode === 0
}

test('a server whose workers do not start says so, and starts them ever later', async () => {
  const data = temporaryFolder()
  mkdirSync(join(data, 'logs/worker.log'), { recursive: true }) // a folder where the workers' log should be
  const child = Bun.spawn(program, {
    cwd: '/',
    env: environment(data),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const attempts = () => tryRead(join(data, 'logs/bioce.log')).match(/"startedAgainInMs":\d+/g) ?? []
  await until(() => attempts().length >= 2)
  expect(attempts().slice(0, 2)).toEqual(['"startedAgainInMs":1000', '"startedAgainInMs":2000'])
  child.kill('SIGTERM')
  expect(await child.exited).toBe(0)
})
