import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type TestCase, takeReport } from './testReport.ts'
import { openPassed } from './unchanged.ts'

const root = resolve(import.meta.dir, '../..')

export interface Check {
  name: string
  command: string[]
  env?: Record<string, string>
  /** What `bun test` runs: its tests are counted. Any other command counts as one. */
  tests?: string[]
  /**
   * The files that it judges, and nothing else, by their paths: where its last success may be reused, it is not run again
   * until one of them changes.
   */
  judges?: RegExp
  /** Whether the lines of the sources that they run are counted. */
  coverage?: boolean
}

export interface Outcome {
  name: string
  cases: TestCase[]
  /** Which lines ran, in the LCOV format; empty where they are not counted. */
  coverage: string
  failed: number
  passed: number
  /** Not run again, as what it judges is what it was when it last passed. */
  isReused: boolean
  cpuSeconds: number
  seconds: number
}

interface Run {
  /** The folder of this run. */
  folder: string
  children: Set<Bun.Subprocess>
  /** Undefined where every check is to run. */
  earlier: ReturnType<typeof openPassed> | undefined
}

/**
 * Runs checks side by side, two more at a time than there are processors, as most of them wait now and then, and at
 * most five. They start in the order of the list: with the longest first, all processors end at about the
 * same time. Tells what a check says only when it fails.
 */
export async function runChecks(
  checks: Check[],
  { base = tmpdir(), reuse = false }: { base?: string; reuse?: boolean },
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(base, 'bioce-checks-'))
  chmodSync(folder, 0o711) // another user's program, which tests start, passes through
  const children = new Set<Bun.Subprocess>()
  const run: Run = { folder, children, earlier: reuse ? openPassed(root) : undefined }
  const tidy = () => rmSync(folder, { recursive: true, force: true })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      for (const child of children) child.kill()
      tidy()
      process.exit(1)
    })
  const waiting = [...checks]
  const outcomes: Outcome[] = []
  async function work() {
    for (let check = waiting.shift(); check; check = waiting.shift())
      outcomes.push(await runUnlessUnchanged(check, run))
  }
  const lanes = Math.min(5, availableParallelism() + 2)
  await Promise.all(Array.from({ length: lanes }, work))
  tidy()
  return outcomes
}

async function runUnlessUnchanged(check: Check, run: Run): Promise<Outcome> {
  const { name, command, judges } = check
  const checksum = judges && run.earlier?.checksumOf(command, judges)
  if (run.earlier?.hasPassed(name, checksum)) {
    console.log(`== ${name}: unchanged since it passed`)
    const nothing = { cases: [], coverage: '', failed: 0, cpuSeconds: 0, seconds: 0 }
    return { ...nothing, name, passed: 1, isReused: true }
  }
  const outcome = await runCheck(check, run)
  if (!outcome.failed) run.earlier?.setPassed(name, checksum)
  return outcome
}

async function runCheck(check: Check, { folder: base, children }: Run): Promise<Outcome> {
  const startedAt = performance.now()
  const folder = join(base, check.name.replaceAll(' ', '-'))
  mkdirSync(folder)
  const junit = join(base, `${check.name.replaceAll(' ', '-')}.xml`)
  const report = check.tests ? ['--reporter=junit', `--reporter-outfile=${junit}`] : []
  const counted = join(base, `${check.name.replaceAll(' ', '-')}-coverage`)
  if (check.coverage) report.push('--coverage', '--coverage-reporter=lcov', `--coverage-dir=${counted}`)
  // Tests tell their results on standard error.
  const child = Bun.spawn(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...check.command, ...report], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder, ...check.env },
  })
  children.add(child)
  const text = await new Response(child.stdout).text()
  const code = await child.exited
  children.delete(child)
  const cases = takeReport(junit)
  const count = (outcome: TestCase['outcome']) => cases.filter(each => each.outcome === outcome).length
  const failed = count('failed') || Number(code !== 0)
  const outcome: Outcome = {
    name: check.name,
    cases,
    coverage: check.coverage ? readIfThere(join(counted, 'lcov.info')) : '',
    failed,
    passed: check.tests ? count('passed') : Number(code === 0),
    isReused: false,
    cpuSeconds: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6,
    seconds: (performance.now() - startedAt) / 1000,
  }
  if (failed) console.log(`\n== ${check.name}\n${text}`)
  console.log(`== ${check.name}: ${failed ? 'FAILED' : 'passed'} in ${outcome.seconds.toFixed(1)} s`)
  return outcome
}

const readIfThere = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** A folder in memory, where a commit does not wait for a disk, if there is one with room from which programs run. */
export function folderInMemory(): string | undefined {
  const shm = '/dev/shm'
  try {
    accessSync(shm, constants.W_OK)
    const { bavail, bsize } = statfsSync(shm)
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
    const options = mounts.find(line => line.split(' ')[1] === shm)?.split(' ')[3] ?? 'noexec'
    return bavail * bsize > 2e9 && !options.split(',').includes('noexec') ? shm : undefined
  } catch {
    return undefined
  }
}
