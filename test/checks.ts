/**
 * The one list of checks: `npm test` runs all of them, `bun run check` those that are quick (the inner loop).
 * The last line is `N passed, N failed`, counted from what really ran; nothing run, or anything failed, exits 1.
 * Before it stand what was skipped and why, and the times of the steps. The quick list does not run a check of files
 * again that are what they were when it last passed, unless it is asked to by `--anew`.
 */
import { join, resolve } from 'node:path'
import { skippedProofs } from './asvs.ts'
import { brokenFloors, linesOf, measureFolders } from './coverage.ts'
import { buildProgram } from './support/buildProgram.ts'
import { type Check, folderInMemory, type Outcome, runChecks } from './support/runChecks.ts'
import { reasonOf } from './support/testReport.ts'

const root = resolve(import.meta.dir, '..')
const bun = process.execPath
const strict = join(root, 'tsconfig.strict.json')
const tool = (name: string) => [bun, join(root, 'node_modules/.bin', name)]

function tests(name: string, paths: string[], env?: Record<string, string>): Check {
  // Bun's own limit of five seconds fails tests on a busy machine; bunfig.toml cannot set another.
  const limit = '--timeout=60000'
  const command = [bun, 'test', limit, '--only-failures', ...paths.map(path => `./test/${path}`)]
  return { name, command, tests: paths, env }
}

/** Counts the lines that they run; see coverage.ts. */
const covered = (check: Check): Check => ({ ...check, coverage: true })

/**
 * Of the folders of the rules, what takes long, a second and more: whole inferences, servers of databases, libraries of
 * thousands of files, copies of the program.
 */
const slow = [
  'admin/identity.test.ts',
  'admin/methods.test.ts',
  'admin/newTable.test.ts',
  'analyses/figurePdf.test.ts',
  'analyses/publicExample.test.ts',
  'analyses/rerun.test.ts',
  'analyses/wholeRuns.test.ts',
  'db/encrypted.test.ts',
  'db/mariadb.test.ts',
  'db/replica.test.ts',
  'db/servers.test.ts',
  'method/checkpoint.test.ts',
  'method/extras.test.ts',
  'method/plannedCurves.test.ts',
  'method/simulatedWeights.test.ts',
  'static/vendor.test.ts',
  'studies/exampleFiles.test.ts',
  'studies/largeSubmits.test.ts',
  'studies/severalCurves.test.ts',
  'views/resultSize.test.tsx',
]
const rulesIn = (folders: string) =>
  [...new Bun.Glob(`${folders}/**/*.test.{ts,tsx}`).scanSync(import.meta.dir)]
    .filter(path => !slow.includes(path))
    .sort()

/** What the checks of all code judge. */
const code = /\.(tsx?|m?js|jsonc?)$|^bun\.lock$/
/**
 * A program that runs for seconds, as do those that tests start, ends before the later tiers of JavaScriptCore's compilers have repaid
 * their own time.
 */
const brief = { BUN_JSC_useFTLJIT: '0', BUN_JSC_thresholdForOptimizeAfterWarmUp: '5000' }

/** The longest first, as in every list: see runChecks. */
const quick: Check[] = [
  covered(tests('rules', rulesIn('{analyses,db,studies}'), brief)),
  covered(tests('administration and methods', rulesIn('{admin,method}'), brief)),
  // The compiler of TypeScript 7 takes a quarter of the time of the one before. Several of its checkers each find the
  // types that they share.
  {
    name: 'types',
    command: [bun, join(root, 'node_modules/typescript7/bin/tsc'), '--build', '--checkers', '1', strict],
    judges: code,
  },
  covered(tests('views', rulesIn('{static,views}'), brief)),
  covered(
    tests('house', [
      'architecture.test.ts',
      'asvs.test.ts',
      'checks.test.ts',
      'memoryCache.test.ts',
      'ownFile.test.ts',
      'readme.test.ts',
      'commit.test.ts',
      'config.test.ts',
      'mail.test.ts',
      'names.test.ts',
      'secrets.test.ts',
    ]),
  ),
  {
    name: 'lint and format',
    command: [...tool('biome'), 'check', '--error-on-warnings', root],
    judges: /(?<!\.md)$/,
  },
  {
    name: 'dead exports and dependencies',
    command: [...tool('knip'), '--no-progress', '--no-config-hints'],
    env: brief,
    judges: code,
  },
  { name: 'documentation', command: [bun, 'scripts/docs.ts', '--check'], judges: /./ },
  { name: 'licences', command: [bun, 'scripts/licences.ts', '--check'] },
  { name: 'lockfile without addresses', command: ['sh', '-c', '! grep -n "://" bun.lock'] },
]

const journeys = (...names: string[]) => names.map(name => `journeys/${name}.test.ts`)

/** The longest first: see runChecks. */
const rest: Check[] = [
  tests('ensemble', ['ensemble', 'threads.test.ts']),
  tests('faults', ['faults', 'doctor.test.ts'], brief),
  tests(
    'journeys of studies',
    journeys('example', 'jointData', 'realData', 'result', 'simulation', 'trajectory', 'upload'),
    brief,
  ),
  tests('browser', ['browser'], brief),
  covered(tests('jobs', ['jobs'], brief)),
  covered(tests('access', ['routes'], brief)),
  tests('commands', ['commands'], brief),
  tests(
    'journeys of servers',
    journeys(
      'accounts',
      'addresses',
      'administration',
      'doseResponse',
      'seriesOfCurves',
      'method',
      'methodGuide',
      'prefix',
      'proxies',
      'proxyFaults',
      'secrets',
    ),
    brief,
  ),
  covered(tests('slow rules', slow)),
  covered(tests('accounts', ['accounts'], brief)),
  // They need the API of the compiler before, which takes long to find all types.
  tests('rules of types', ['escaping.test.ts', 'literalKeys.test.ts'], brief),
  tests('executable', ['binary'], brief),
]

const long = { BIOCE_LONG: '1' }
export const lists: Record<string, Check[]> = {
  '--all': [...rest, ...quick],
  '--fast': quick,
  '--journeys': [
    tests('journeys', ['journeys'], long),
    tests('browser', ['browser'], long),
    tests('commands', ['commands', 'binary'], long),
    tests('routes', ['routes', 'views'], long),
  ],
  '--science': [
    {
      name: 'calibration',
      command: [bun, 'test/bench/calibration.ts', '--sets', '6', '--write'],
    },
    { name: 'functionals', command: [bun, 'test/bench/functionals.ts'] },
    tests('science', ['ensemble'], long),
  ],
  '--faults': [tests('faults', ['jobs', 'method', 'faults', 'commands/start.test.ts'], long)],
  '--browsers': [tests('other browsers', ['browsers'])],
  '--databases': [tests('machines', journeys('machines'))],
  '--security': [tests('security', ['security'])],
}

function reportSkipped(outcomes: Outcome[]): { skipped: number; failed: number } {
  const cases = outcomes.flatMap(outcome => outcome.cases)
  const skipped = cases.filter(each => each.outcome === 'skipped')
  const byReason = Map.groupBy(skipped, reasonOf)
  for (const [reason, { length }] of byReason)
    console.log(`${length} skipped: ${reason ?? 'without a reason'}`)
  const unexplained = byReason.get(undefined) ?? []
  for (const { file, name } of unexplained)
    console.log(`FAILED: ${file}, ${name} is skipped without a reason`)
  const unproved = skippedProofs(cases)
  for (const title of unproved) console.log(`FAILED: asvs.md takes "${title}" for a proof, which was skipped`)
  return { skipped: skipped.length - unexplained.length, failed: unexplained.length + unproved.length }
}

/** Floors are held by the two lists that run every test that counts for them. */
function reportFloors(outcomes: Outcome[], list: string): number {
  if (list !== '--fast' && list !== '--all') return 0
  const shares = measureFolders(linesOf(outcomes.map(each => each.coverage)))
  const broken = brokenFloors(shares, list === '--fast' ? 'quick' : 'all')
  for (const sentence of broken) console.log(`FAILED: ${sentence}`)
  return broken.length
}

function reportTimes(outcomes: Outcome[]): void {
  const row = (...[name, ...numbers]: string[]) =>
    console.log([name!.padEnd(28), ...numbers.map(each => each.padStart(8))].join(''))
  row('\nstep', 'CPU s', 'wall s', 'passed', 'failed')
  for (const { name, cpuSeconds, seconds, passed, failed, isReused } of outcomes)
    if (isReused) row(name, '', '', 'unchanged')
    else row(name, cpuSeconds.toFixed(1), seconds.toFixed(1), `${passed}`, `${failed}`)
  const all = outcomes.reduce((sum, each) => sum + each.cpuSeconds, 0)
  row('all', all.toFixed(1), (performance.now() / 1000).toFixed(1))
}

if (import.meta.main) {
  const which = process.argv.find(argument => argument.startsWith('--')) ?? '--all'
  // The fault tests are about disks as well, and their long form has the time for one.
  const base = which === '--faults' ? undefined : folderInMemory()
  // Tests start the program some hundred times: see support/program.ts. The quick checks hardly do.
  if (which !== '--fast') process.env.PROGRAM_UNDER_TEST = await buildProgram()
  const reuse = which === '--fast' && !process.argv.includes('--anew')
  const outcomes = await runChecks(lists[which] ?? [], { base: process.env.TMPDIR ?? base, reuse })
  console.log('')
  const { skipped, failed: unproved } = reportSkipped(outcomes)
  const belowFloor = reportFloors(outcomes, which)
  reportTimes(outcomes)
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, each) => total + each[key], 0)
  const [passed, failed] = [sum('passed'), sum('failed') + unproved + belowFloor]
  console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
  process.exit(failed === 0 && passed > 0 ? 0 : 1)
}
