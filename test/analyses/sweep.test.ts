import { expect, test } from 'bun:test'
import type { Analysis } from '#db/schema.ts'
import { type Sweep, submitSweep, sweptSettings } from '#src/analyses/sweep.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { makeExampleStudy } from '#src/studies/example.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { member, noon } from '../support/people.ts'

const house = openAccounts()
const [ada, bob] = await house.db.write(
  async tx => [await member(tx, 'ada'), await member(tx, 'bob')] as const,
)
const first = await makeExampleStudy(house, ada, noon)
function settingsOf(analysis: Analysis) {
  if (!isBuiltIn(analysis)) throw new Error('it is of another method')
  return analysis.parameters
}
const base = settingsOf(first)
const start = (sweep: Omit<Sweep, 'submitKey'>, submitKey = 'once', who = ada) =>
  submitSweep(house, who, first.id, { ...sweep, submitKey }, noon)

test('a curve of several has its own settings, and what holds for all stands once', () => {
  const names = sweptSettings(2).map(({ name, curve }) => [name, curve])
  expect(names).toContainEqual(['cut', null])
  expect(names.filter(([name]) => String(name).startsWith('qMax')).map(([, curve]) => curve)).toEqual([0, 1])
  expect(sweptSettings(1).every(({ curve }) => curve === null)).toBe(true)
})

test('each pair of two settings is an analysis but the one that is there, once for a form, for its owner alone', async () => {
  const pairs = {
    setting: 'cut',
    values: `${base.cut}, 0.3`,
    setting2: 'chains',
    values2: `${base.chains} 8`,
  }
  const started = await start(pairs)
  const found = started.map(settingsOf)
  expect(found.map(({ cut, chains }) => [cut, chains])).toEqual([
    [base.cut, 8],
    [0.3, base.chains],
    [0.3, 8],
  ])
  expect(found.every(({ seed }) => seed === base.seed)).toBe(true)
  expect(started[2]!.name).toBe(`${first.name} 0.3 8`)
  expect((await start(pairs)).map(({ id }) => id)).toEqual(started.map(({ id }) => id))
  await mistake(start(pairs, 'other', bob), 'not_found')
})

test.each([
  [{ setting: 'cut', values: '' }, 'values', 'Give at least one value.'],
  [{ setting: 'cut', values: '7' }, 'values', '7: Use a number from 0.0001 to 0.5.'],
  [{ setting: 'cut', values: String(base.cut) }, 'values', 'is the value of this analysis itself'],
  [{ setting: 'seed', values: '3' }, 'setting', 'Choose one of the settings.'],
  [{ setting: 'skipVariational', values: 'perhaps' }, 'values', 'perhaps: Use yes or no.'],
  [{ setting: 'cut', values: '0.2', setting2: 'cut', values2: '0.3' }, 'setting2', 'another setting'],
])('what cannot be varied so is refused in words: %o', async (sweep, field, words) => {
  expect((await mistake(start(sweep, 'refused'), 'invalid')).fields[field]).toContain(words)
})
