/**
 * The one list of checks: `npm test` runs all of them, `bun run check` those that are quick (the inner loop).
 * The last line is `N passed, N failed`, counted from what really ran; nothing run, or anything failed, exits 1.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dir, '..')
const which = process.argv.find(argument => argument.startsWith('--')) ?? '--all'
const bun = process.execPath
const tool = (name: string) => [bun, join(root, 'node_modules/.bin', name)]

interface Check {
  name: string
  command: string[]
  env?: Record<string, string>
  /** A `bun test` run counts its tests; any other command counts as one. */
  junit?: string
}

function tests(name: string, paths: string[], env?: Record<string, string>): Check {
  const junit = join(tmpdir(), `bioce-${process.pid}-${name.replaceAll(' ', '-')}.xml`)
  const report = ['--reporter=junit', `--reporter-outfile=${junit}`]
  // Bun's own limit of five seconds fails tests on a busy machine; bunfig.toml cannot set another.
  const limit = '--timeout=60000'
  return {
    name,
    command: [bun, 'test', limit, ...report, ...paths.map(path => `./test/${path}`)],
    junit,
    env,
  }
}

const quick: Check[] = [
  {
    name: 'types',
    command: [
      ...tool('tsc'),
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/tsc.json',
      '-p',
      root,
    ],
  },
  { name: 'lint and format', command: [...tool('biome'), 'check', '--error-on-warnings', root] },
  { name: 'escaping', command: [...tool('xss-scan'), '-p', join(root, 'tsconfig.json')] },
  { name: 'lockfile without addresses', command: ['sh', '-c', '! grep -n "://" bun.lock'] },
  { name: 'licences', command: [bun, 'src/licences.ts', '--check'] },
  tests('house', [
    'architecture.test.ts',
    'asvs.test.ts',
    'readme.test.ts',
    'config.test.ts',
    'mail.test.ts',
    'secrets.test.ts',
  ]),
  tests('rules', ['admin', 'analyses', 'db', 'static', 'studies', 'views']),
]

const rest: (Check | Check[])[] = [
  tests('accounts and access', ['accounts', 'routes']),
  // Side by side: one calculates, the other mostly waits.
  [
    tests('ensemble', ['ensemble', 'threads.test.ts', 'commands']),
    tests('jobs', ['jobs', 'faults', 'doctor.test.ts']),
  ],
  tests('journeys', ['journeys']),
  tests('browser', ['browser']),
  tests('executable', ['binary']),
]

const long = { BIOCE_LONG: '1' }
const lists: Record<string, (Check | Check[])[]> = {
  '--all': [...quick, ...rest],
  '--fast': quick,
  '--science': [tests('science', ['ensemble'], long)],
  '--faults': [tests('faults', ['jobs', 'faults'], long)],
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

/** Runs a check and shows what it says: at once, or when it has ended, where others run beside it. */
async function run({ name, command, junit, env }: Check, beside = false): Promise<Count> {
  const startedAt = performance.now()
  const output = beside ? 'pipe' : 'inherit'
  if (!beside) console.log(`\n== ${name}`)
  // Tests tell their results on standard error.
  const child = Bun.spawn(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...command], {
    cwd: root,
    stdio: ['ignore', output, 'inherit'],
    env: { ...process.env, ...env },
  })
  if (child.stdout) console.log(`\n== ${name}\n${await new Response(child.stdout).text()}`)
  const code = await child.exited
  const count = junit
    ? countTests(junit, code)
    : { passed: Number(code === 0), failed: Number(code !== 0), skipped: 0 }
  const outcome = code === 0 ? 'passed' : 'FAILED'
  console.log(`== ${name}: ${outcome} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return count
}

function countTests(junit: string, code: number): Count {
  if (!existsSync(junit)) return { passed: 0, failed: 1, skipped: 0 }
  const head = readFileSync(junit, 'utf8').match(/<testsuites [^>]*>/)?.[0] ?? ''
  rmSync(junit)
  const number = (attribute: string) => Number(head.match(new RegExp(` ${attribute}="(\\d+)"`))?.[1] ?? 0)
  const failed = number('failures') + number('errors')
  const skipped = number('skipped')
  return {
    passed: number('tests') - failed - skipped,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped,
  }
}

const total = { passed: 0, failed: 0, skipped: 0 }
for (const check of lists[which] ?? []) {
  const counts = Array.isArray(check)
    ? await Promise.all(check.map(each => run(each, true)))
    : [await run(check)]
  for (const count of counts)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
}
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
