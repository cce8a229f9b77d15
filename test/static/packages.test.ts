import { expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import sbom from '#static/sbom.json'
import { deliveredPackages } from '../../scripts/packages.ts'
import { isAffected } from '../../scripts/vulnerabilities.ts'
import { temporaryFolder } from '../support/database.ts'

const root = resolve(import.meta.dir, '../..')

test('the bill of materials names every package that is delivered, and no other', () => {
  const named = sbom.components.map(({ name, version }) => `${name} ${version}`)
  expect(named).toEqual([...deliveredPackages().keys()])
  expect(named).toContain('busboy 1.6.0')
  expect(named.some(name => /typescript|playwright/.test(name))).toBe(false)
})

const advisory = (...events: Record<string, string>[]) => ({
  id: 'MADE-UP-1',
  affected: [{ package: { ecosystem: 'npm', name: 'busboy' }, ranges: [{ type: 'SEMVER', events }] }],
})

test.each([
  [[{ introduced: '0' }], true],
  [[{ introduced: '0' }, { fixed: '1.6.0' }], false],
  [[{ introduced: '0' }, { fixed: '1.6.1' }], true],
  [[{ introduced: '1.6.1' }], false],
  [[{ introduced: '1.0.0' }, { last_affected: '1.6.0' }], true],
  [[{ introduced: '1.0.0' }, { last_affected: '1.5.9' }], false],
  [[{ introduced: '0' }, { fixed: '1.0.0' }, { introduced: '1.5.0' }, { fixed: '2.0.0' }], true],
] as [Record<string, string>[], boolean][])(
  '1.6.0 after the events %j is affected: %p',
  (events, expected) => {
    expect(isAffected(advisory(...events), 'busboy', '1.6.0')).toBe(expected)
    expect(isAffected({ ...advisory(...events), withdrawn: '2026-01-01' }, 'busboy', '1.6.0')).toBe(false)
    expect(isAffected(advisory(...events), 'another', '1.6.0')).toBe(false)
  },
)

test('a folder of advisories is enough: no network is asked', () => {
  const folder = temporaryFolder()
  const check = () => {
    const { exitCode, stdout } = Bun.spawnSync([process.execPath, 'scripts/vulnerabilities.ts', folder], {
      cwd: root,
    })
    return [exitCode, stdout.toString().trim()]
  }
  expect(check()).toEqual([0, 'No known vulnerabilities.'])
  writeFileSync(
    join(folder, 'one.json'),
    JSON.stringify({ ...advisory({ introduced: '0' }), summary: 'Bad.' }),
  )
  expect(check()).toEqual([1, 'busboy 1.6.0: MADE-UP-1 Bad.\n1 known vulnerabilities.'])
})
