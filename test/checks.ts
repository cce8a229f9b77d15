/**
 * The one list of checks: `npm test` runs all of them, `bun run check` those that are quick (the inner loop).
 * The last line is `N passed, N failed`, counted from what really ran; nothing run, or anything failed, exits 1.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dir, '..')
const fast = process.argv.includes('--fast')
const bun = process.execPath
const tool = (name: string) => [bun, join(root, 'node_modules/.bin', name)]

interface Check {
  name: string
  command: string[]
  /** A `bun test` run counts its tests; any other command counts as one. */
  junit?: string
  slow?: boolean
}

const tests = (name: string, folders: string[], slow = false): Check => {
  const junit = join(tmpdir(), `bioce-${process.pid}-${name}.xml`)
  const files = folders.map(folder => `./test/${folder}`)
  return {
    name,
    command: [bun, 'test', '--reporter=junit', `--reporter-outfile=${junit}`, ...files],
    junit,
    slow,
  }
}

const checks: Check[] = [
  { name: 'types', command: [...tool('tsc'), '--noEmit', '-p', root] },
  { name: 'lint and format', command: [...tool('biome'), 'check', root] },
  { name: 'escaping', command: [...tool('xss-scan'), '-p', join(root, 'tsconfig.json')] },
  { name: 'lockfile', command: ['sh', '-c', '! grep -n "://" bun.lock'] },
  tests('house', ['architecture.test.ts', 'readme.test.ts']),
]

async function run({
  name,
  command,
  junit,
}: Check): Promise<{ passed: number; failed: number; skipped: number }> {
  const startedAt = performance.now()
  console.log(`\n== ${name}`)
  const child = Bun.spawn(command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: process.env })
  const code = await child.exited
  const count = junit
    ? countTests(junit, code)
    : { passed: Number(code === 0), failed: Number(code !== 0), skipped: 0 }
  console.log(
    `== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  )
  return count
}

function countTests(junit: string, code: number) {
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
for (const check of checks) {
  if (fast && check.slow) continue
  const count = await run(check)
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
}
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
