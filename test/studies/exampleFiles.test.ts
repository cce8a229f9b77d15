import { expect, test } from 'bun:test'
import { listStudiesOf } from '#db/studies.ts'
import { readExtraFiles } from '#src/analyses/readExtraFiles.ts'
import { simulateExample } from '#src/ensemble/example/study.ts'
import { readTable } from '#src/ensemble/formats/index.ts'
import { exampleSeed, findExampleFile, makeExampleStudy } from '#src/studies/example.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { member, noon } from '../support/people.ts'

const { models, curve, truth } = simulateExample(exampleSeed)
const names = models.map(({ name }) => name)

async function saved(folder: string, name: string) {
  const path = `${folder}/${name}`
  await Bun.write(path, (await findExampleFile(name))!)
  return { path, name }
}

test('the example files that help offers can be used with the example, and agree with its mixture', async () => {
  const { folder } = openAccounts()
  const text = await (await findExampleFile('profiles.txt'))!.text()
  const profiles = readTable(text, 'profiles.txt', 'profiles')
  expect([profiles.rows, profiles.columns]).toEqual([curve.q.length, 20])
  const mixed = Array.from(curve.q, (_, i) =>
    names.reduce((sum, name, k) => sum + truth[name]! * profiles.values[i * 20 + k]!, 0),
  )
  const scale = curve.intensity[0]! / mixed[0]!
  const chi2 = mixed.reduce(
    (sum, value, i) => sum + ((curve.intensity[i]! - scale * value) / curve.sigma[i]!) ** 2,
    0,
  )
  expect(chi2 / curve.q.length).toBeLessThan(1.5)
  const found = await readExtraFiles(
    {
      energies: await saved(folder, 'energies.txt'),
      observables: await saved(folder, 'observables.csv'),
      shifts: await saved(folder, 'shifts.txt'),
      shiftsSimulated: await saved(folder, 'shiftx2.tar.gz'),
    },
    names,
  )
  expect(found.energies).toHaveLength(20)
  expect(found.shifts!.measured).toHaveLength(32)
  const [mean, bound] = found.observables!
  const endToEnd = names.reduce((sum, name, k) => sum + truth[name]! * mean!.values[k]!, 0)
  expect(Math.abs(mean!.measured - endToEnd)).toBeLessThan(3 * mean!.error)
  const contact = names.reduce((sum, name, k) => sum + truth[name]! * bound!.values[k]! ** -6, 0) ** (-1 / 6)
  expect(bound!.measured).toBeGreaterThan(contact)
  expect(found.shiftsLeftOut).toBe(0)
  expect(await findExampleFile('nothing.txt')).toBeUndefined()
})

test('where no analysis may be started, trying the example leaves no study behind', async () => {
  const house = openAccounts()
  const { db } = house
  const ada = await db.write(tx => member(tx, 'ada'))
  const full = { ...ada, limits: { analysesMax: 0 } }
  await mistake(makeExampleStudy(house, full, noon), 'conflict')
  expect(await listStudiesOf(db.read, ada.id)).toEqual([])
  db.close()
})
