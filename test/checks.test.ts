import { expect, test } from 'bun:test'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirements, skippedProofs } from './asvs.ts'
import { lists } from './checks.ts'
import { brokenFloors, folderOf, linesOf, measureFolders, sources } from './coverage.ts'
import { temporaryFolder } from './support/database.ts'
import { casesOf, reasonOf } from './support/testReport.ts'
import { openPassed } from './support/unchanged.ts'

test('every test file belongs to one step', () => {
  const steps = ['--all', '--security', '--databases', '--browsers']
    .flatMap(list => lists[list]!)
    .flatMap(check => check.tests ?? [])
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

test('every source belongs to a folder with a floor, or to one that says why it has none', () => {
  expect(sources.filter(path => folderOf(path) === undefined)).toEqual([])
})

test('lines of several runs add up, and a file that no test loads counts as not run', () => {
  const one = 'SF:db/users.ts\nDA:1,1\nDA:2,0\nend_of_record\n'
  const two = 'SF:db/users.ts\nDA:1,0\nDA:2,3\nDA:3,0\nend_of_record\n'
  const lines = linesOf([one, two])
  expect([...lines.get('db/users.ts')!.run].sort()).toEqual([1, 2])
  expect(lines.get('db/users.ts')!.all.size).toBe(3)
  expect(measureFolders(lines).get('db')!).toBeLessThan(1) // two lines of a whole folder
  expect(measureFolders(new Map()).get('jobs')).toBe(0)
})

test('a floor that is not held names its folder, what was measured, and the floor', () => {
  const held = new Map(sources.map(path => [folderOf(path)!, 100]))
  expect(brokenFloors(held, 'all')).toEqual([])
  expect(brokenFloors(held.set('db', 79.94), 'quick')).toEqual([
    'tests run 79.9 % of the lines of db, less than its floor of 80 %',
  ])
  expect(brokenFloors(new Map(), 'all').length).toBeGreaterThan(10)
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

test('a check of files is reused until one that it judges is changed, added or removed', () => {
  const root = temporaryFolder()
  const write = (name: string, text: string) => writeFileSync(join(root, name), text)
  const checksum = (command = ['lint'], judges = /\.ts$/) => openPassed(root).checksumOf(command, judges)
  expect(checksum()).toBeUndefined() // nothing is known of a folder that is no checkout
  Bun.spawnSync(['git', 'init', '-q', root])
  write('a.ts', 'a')
  write('b.md', 'b')
  const before = checksum()
  const { hasPassed, setPassed } = openPassed(root)
  expect([hasPassed('lint', before), hasPassed('lint', undefined)]).toEqual([false, false])
  setPassed('lint', before)
  write('b.md', 'other')
  expect([checksum() === before, hasPassed('lint', before), hasPassed('types', before)]).toEqual([
    true,
    true,
    false,
  ])
  const others = [checksum(['lint', '--strict']), checksum(['lint'], /./)]
  write('c.ts', '')
  others.push(checksum())
  rmSync(join(root, 'c.ts'))
  write('a.ts', 'other')
  others.push(checksum())
  rmSync(join(root, 'a.ts'))
  others.push(checksum())
  expect(new Set([before, ...others]).size).toBe(6)
})
