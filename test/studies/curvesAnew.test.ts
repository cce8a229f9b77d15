import { expect, test } from 'bun:test'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import { obstacleToSeries, openSeriesOf, openStudyOf, seriesListOf } from '#src/studies/curvesAnew.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { openAccounts } from '../support/accounts.ts'
import { temporaryFolder } from '../support/database.ts'
import { member, noon } from '../support/people.ts'
import { recordOf } from '../support/records.ts'

/** test/journeys/jointData.test.ts makes a series of a study and a study of a series in a browser, and has them checked. */

const file = (name: string, sha256 = '0'.repeat(64)) => ({ path: name, name, bytes: 1, sha256 })
const curve = (name: string) => ({ ...file(name), unit: '1/A' as const })
const several: StudyRecord = {
  ...recordOf(['open', 'shut']),
  curve: curve('lysozyme t2.5 s.dat'),
  more: [curve('t0.dat'), curve('a,b t10.dat')],
}

test('a list of the curves is proposed, by the number in each name or else in their order, with names that a list can hold', () => {
  expect(seriesListOf(several)).toBe('file,variable\nt0.dat,0\nlysozyme_t2.5_s.dat,2.5\na_b_t10.dat,10')
  const unnumbered = { ...several, curve: curve('saxs.dat') }
  expect(seriesListOf(unnumbered)).toBe('file,variable\nsaxs.dat,1\nt0.dat,2\na_b_t10.dat,3')
})

test.each([
  [{}, null],
  [{ more: [] }, 'two curves or more'],
  [
    { profiles: file('a.txt', '1'), more: [{ ...curve('t0.dat'), profiles: file('b.txt', '2') }] },
    'a table each',
  ],
  [{ profiles: file('a.txt', '1'), more: [{ ...curve('t0.dat'), profiles: file('b.txt', '1') }] }, null],
  [
    {
      library: [
        {
          ...file('run.xtc'),
          trajectory: { topology: file('a.pdb'), frames: 9, first: 0, last: 8, every: 1 },
        },
      ],
    },
    'not from a trajectory',
  ],
  [{ models: [{ name: 'a', atoms: 9, rg: 1, dmax: 1, species: 0 }] }, 'a mixture'],
])('what keeps curves from being a series is told: %j', (facts, words) => {
  const obstacle = obstacleToSeries({ ...several, ...facts } as StudyRecord)
  if (words === null) expect(obstacle).toBeNull()
  else expect(obstacle).toContain(words)
})

/** Ada, and a folder with two curves and two models. */
async function openDesk() {
  const world = openAccounts()
  const ada = await world.db.write(tx => member(tx, 'ada'))
  const folder = temporaryFolder()
  const written = (name: string) => {
    writeFileSync(join(folder, name), name)
    return { ...file(name), bytes: name.length }
  }
  const [first, second] = ['t0.dat', 't9.dat'].map(name => ({ ...written(name), unit: '1/A' as const }))
  const models = ['open.pdb', 'shut.pdb'].map(written)
  const record: StudyRecord = {
    ...recordOf(['open', 'shut']),
    curve: first!,
    more: [second!],
    library: models,
  }
  const left = () => readdirSync(join(world.config.userData, '.incoming'))
  const contentOf = (draft: number, path: string) =>
    Bun.file(join(world.files.draft(ada.id, draft), path)).text()
  return { ...world, ada, folder, record, models, curves: [first!, second!], left, contentOf }
}

const upload = { name: 'Kinetics', uploadKey: null }
const seriesManifest = shippedMethods.find(({ name }) => name === 'series')!

test('the files of a study become those of a series, by the list', async () => {
  const { ada, folder, record, contentOf, ...desk } = await openDesk()
  const list = seriesListOf(record)
  const open = (typed: string) =>
    openSeriesOf(desk, ada, { folder, contents: record }, seriesManifest, { ...upload, list: typed }, noon)
  const { id, inputs } = await open(list)
  expect(inputs!.map(({ input, name }) => `${input} ${name}`)).toEqual([
    'curves t0.dat',
    'curves t9.dat',
    'list list.csv',
    'models models.tar',
  ])
  expect(await contentOf(id, inputs![2]!.path)).toBe(list)
  expect(await contentOf(id, inputs![3]!.path)).toContain('shut.pdb')
  expect(await Bun.file(join(folder, 't9.dat')).text()).toBe('t9.dat')
  const tooLong = 'x'.repeat(3e6)
  await expect(open(tooLong)).rejects.toMatchObject({ fields: { list_typed: expect.any(String) } })
  const one = { folder, contents: { ...record, more: [] } }
  await expect(openSeriesOf(desk, ada, one, seriesManifest, { ...upload, list }, noon)).rejects.toThrow(
    'two curves',
  )
  expect(desk.left()).toEqual([])
})

test('chosen curves of a series become those of a study, with its models', async () => {
  const { ada, folder, curves, models, contentOf, ...desk } = await openDesk()
  const open = (places: number[], contents: object = { curves, models }) =>
    openStudyOf(desk, ada, { folder, contents: contents as never }, { ...upload, places }, noon)
  const { id, details } = await open([1])
  const { curve, more, library } = details!.files
  expect([curve.name, more, library!.name]).toEqual(['t9.dat', undefined, 'library-of-2-files.tar'])
  expect(await contentOf(id, curve.path)).toBe('t9.dat')
  await expect(open([])).rejects.toMatchObject({ fields: { curves: 'Choose a curve or several.' } })
  const many = Array.from({ length: 30 }, (_, i) => i)
  await expect(open(many, { curves: many.map(() => curves[0]), models })).rejects.toMatchObject({
    fields: { curves: expect.stringContaining('these are 30') },
  })
  expect(desk.left()).toEqual([])
})
