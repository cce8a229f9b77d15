import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { requirements, skippedProofs } from './asvs.ts'
import { lists } from './checks.ts'
import { temporaryFolder } from './support/database.ts'
import { casesOf, reasonOf } from './support/testReport.ts'

test('every test file belongs to one step', () => {
  const steps = [...lists['--all']!, ...lists['--security']!].flatMap(check => check.tests ?? [])
  const files = [...new Bun.Glob('**/*.test.{ts,tsx}').scanSync({ cwd: import.meta.dir })]
  const stepsOf = (file: string) => steps.filter(path => file === path || file.startsWith(`${path}/`))
  expect(files.filter(file => stepsOf(file).length !== 1)).toEqual([])
  expect(files.length).toBeGreaterThan(140)
})

const report = `<testsuite name="a"><testcase name="in" classname="deep &gt; outer (skipped: no &quot;x&quot; &amp; y)" time="0" file="test/a.test.ts" line="2">
  <skipped />
</testcase><testcase name="fine &gt; so" classname="" time="0" file="test/a.test.ts" line="4" /><testcase name="bad" file="test/a.test.ts">
  <failure type="AssertionError">no</failure></testcase><testcase name="later" file="test/a.test.ts"><skipped message="TODO" /></testcase></testsuite>`

test('the report of a run is read: what passed, failed and was skipped, and why', () => {
  const cases = casesOf(report)
  expect(cases.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['deep > outer (skipped: no "x" & y) > in', 'skipped'],
    ['fine > so', 'passed'],
    ['bad', 'failed'],
    ['later', 'skipped'],
  ])
  expect(cases.map(reasonOf)).toEqual(['no "x" & y', undefined, undefined, undefined])
})

test('a proof of asvs.md counts only where one of its tests has run', () => {
  const title = 'is refused %s, and changes nothing'
  expect(requirements.some(({ proofs }) => proofs.some(proof => proof[1] === title))).toBe(true)
  const file = 'test/routes/access.test.ts'
  const skipped = {
    file,
    name: 'POST / > is refused from another site, and changes nothing',
    outcome: 'skipped',
  } as const
  const passed = { ...skipped, outcome: 'passed' } as const
  expect(new Set(skippedProofs([skipped]))).toEqual(new Set([title]))
  expect(skippedProofs([skipped, passed])).toEqual([])
  expect(skippedProofs([])).toEqual([])
})

test('nothing that tests lay down outlives them', async () => {
  const base = temporaryFolder()
  const child = Bun.spawn([process.execPath, 'test', './test/fixtures/leavesFolder.ts'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: base },
  })
  expect(await new Response(child.stdout).text()).toContain(`made ${base}/`)
  expect([await child.exited, readdirSync(base)]).toEqual([0, []])
})
