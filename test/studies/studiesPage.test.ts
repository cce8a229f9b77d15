import { expect, test } from 'bun:test'
import type { Reader } from '#db/index.ts'
import type { Study } from '#db/schema.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { removeOwnStudy } from '#src/studies/remove.ts'
import { renameAnalysis, renameStudy } from '#src/studies/rename.ts'
import { readStudiesPage } from '#src/studies/studiesPage.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { countQueries } from '../support/countQueries.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

/** Ada with two studies, and so many analyses of the first beside the one of the second. */
async function openShelf(count = 3) {
  const house = openAccounts()
  const [ada, one, two] = await house.db.write(async tx => {
    const ada = await member(tx, 'ada')
    const facts = { facts: { files: [], warnings: [] } }
    const one = await studyOf(tx, ada, 'Lysozyme', facts)
    const two = await studyOf(tx, ada, 'Calmodulin', facts)
    const parameters = { ...parseParameters({}) }
    for (let i = 0; i < count; i++)
      await analysisOf(tx, one, `Run ${i}`, { state: 'done', outputBytes: 10, parameters })
    await analysisOf(tx, two, 'Wide', { state: 'failed', parameters })
    return [ada, one, two] as const
  })
  const read = (filter = {}, db: Reader = house.db.read) =>
    readStudiesPage(db, ada, house.config, filter, noon)
  return { ...house, ada, one, two, read }
}

const names = (rows: { name: string }[]) => rows.map(row => row.name)

test('everything of a person takes three queries, however much it is', async () => {
  const { db, read } = await openShelf(120)
  const counted = countQueries(db.read)
  const { analyses, found, limits } = await read({}, counted.db)
  expect(counted.count()).toBe(3)
  expect([analyses.length, found.analyses, found.pages]).toEqual([50, 121, 3])
  expect(limits).toEqual({
    studies: { used: 2, limit: 20 },
    analyses: { used: 121, limit: 100 },
    bytes: 2000 + 1200,
    bytesMax: 10e9,
  })
})

test('search, state and order are heard, and a page beyond the last is the last', async () => {
  const { read } = await openShelf()
  expect(names((await read({ search: 'CALM' })).studies)).toEqual(['Calmodulin'])
  expect(names((await read({ search: 'calm' })).analyses)).toEqual(['Wide'])
  expect(names((await read({ search: 'run 1' })).studies)).toEqual(['Lysozyme'])
  expect(names((await read({ state: 'failed' })).analyses)).toEqual(['Wide'])
  expect(names((await read({ sort: 'name' })).analyses)).toEqual(['Run 0', 'Run 1', 'Run 2', 'Wide'])
  expect(names((await read({ sort: 'study' })).analyses)[0]).toBe('Wide')
  expect((await read({ page: 99 })).found.page).toBe(1)
})

test('names change in place, under the rules for new ones', async () => {
  const { db, ada, one, read } = await openShelf()
  await renameStudy(db, ada.id, one.id, '  Lysozyme, hen ')
  expect(names((await read()).studies)).toContain('Lysozyme, hen')
  await mistake(renameStudy(db, ada.id, one.id, 'Calmodulin'), 'invalid')
  await mistake(renameStudy(db, ada.id + 1, one.id, 'Stolen'), 'not_found')
  const [run] = (await read({ sort: 'name' })).analyses
  await renameAnalysis(db, ada.id, run!.id, 'Defaults')
  expect(names((await read({ sort: 'name' })).analyses)[0]).toBe('Defaults')
  await mistake(renameAnalysis(db, ada.id, run!.id, 'Run 1'), 'invalid')
  await mistake(renameAnalysis(db, ada.id + 1, run!.id, 'Stolen'), 'not_found')
})

test('a study with results goes only when its name is typed', async () => {
  const house = await openShelf()
  const remove = (study: Study, typed?: string) => removeOwnStudy(house, house.ada.id, study.id, typed, noon)
  await mistake(remove(house.one), 'invalid')
  await mistake(remove(house.one, 'lysozyme'), 'invalid')
  await remove(house.one, ' Lysozyme ')
  await remove(house.two)
  expect((await house.read()).studies).toEqual([])
})
