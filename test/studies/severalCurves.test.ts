import { expect, test } from 'bun:test'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, updateDraft } from '#db/drafts.ts'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { runAnalysis } from '#src/method/run.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { checkFolder, runCheck, writeTask } from '#src/studies/check.ts'
import { changeFiles, checkLimits, type DraftChanges, openDraft } from '#src/studies/drafts.ts'
import { curveCountOf, inputsOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { readRecord, tablesOf } from '#src/studies/record.ts'
import { suggestedSettings } from '#src/studies/suggestions.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { member, noon } from '../support/people.ts'
import { fixture } from './uploads.ts'

const measured = (scale: number, more = '') =>
  Array.from({ length: 60 }, (_, i) => {
    const q = 0.01 + 0.004 * i
    const intensity = scale * (100 * Math.exp(-((q * 12) ** 2) / 3) + 0.1 * (i % 3))
    return `${q.toFixed(4)} ${intensity.toFixed(5)} ${0.2 * scale}${more}`
  }).join('\n')
const saxs = measured(1)
/** With the resolution of q in a fourth column. */
const sans = measured(0.01, ' 0.001')

type Named = [name: string, text: string]

/** Ada, who uploads curves with one model. */
async function openDesk() {
  const world = openAccounts()
  const ada = await world.db.write(tx => member(tx, 'ada'))

  async function arrive(curves: Named[], isFirst = false, tables: Named[] = []) {
    const folder = await world.files.openIncoming()
    const model = Buffer.from(await fixture('good/model.pdb')).toString()
    const sent = [
      ...curves.map(([name, text]) => ({ field: 'curve' as const, name, text })),
      ...(isFirst && tables.length === 0
        ? [{ field: 'library' as const, name: 'model.pdb', text: model }]
        : []),
      ...tables.map(([name, text]) => ({ field: 'profiles' as const, name, text })),
    ]
    const arrived = []
    for (const [i, { field, name, text }] of sent.entries()) {
      const path = join(folder, String(i))
      arrived.push({ field, name, path, bytes: await Bun.write(path, text) })
    }
    return { folder, arrived }
  }

  /** Has the draft checked, as the worker would. */
  async function check(id: number) {
    const draft = (await findDraft(world.db.read, id))!
    const folder = checkFolder(world.files.draft(ada.id, id), draft.round)
    rmSync(folder, { recursive: true, force: true })
    await writeTask(folder, draft.details!, checkLimits(1e6))
    await runCheck(folder, () => {})
    await world.db.write(tx => updateDraft(tx, id, { state: 'done' }))
    return (await findDraft(world.db.read, id))!
  }

  const upload = (...curves: Named[]) => uploadWith(curves, [])

  async function uploadWith(curves: Named[], tables: Named[]) {
    const { folder, arrived } = await arrive(curves, true, tables)
    const form = { uploadKey: null, name: 'Both', unit: 'guess', skipVariational: false }
    return await check((await openDraft(world, ada, folder, { ...form, files: arrived }, noon)).id)
  }

  async function change(id: number, curves: Named[], more: Partial<DraftChanges>) {
    const { arrived } = await arrive(curves)
    await changeFiles(world, ada, id, { arrived, ...more }, noon)
    return await check(id)
  }

  const home = (id: number) => world.files.draft(ada.id, id)
  return { ...world, ada, upload, uploadWith, change, home }
}

const word = { name: 'Both', unit: '1/A' as const, skipVariational: false }

test('curves that were sent together are checked each, and kept with what their owner says of each', async () => {
  const desk = await openDesk()
  const draft = await desk.upload(['saxs.dat', saxs], ['sans.dat', sans])
  const { checked } = (await readPreflight(desk.files, draft, [undefined, '1/nm']))!
  expect(checked!.curves).toMatchObject([
    { curve: { fileName: 'saxs.dat', unit: '1/A', reading: { hasDq: false } }, fields: { d2o: 'd2o' } },
    { curve: { fileName: 'sans.dat', unit: '1/nm', reading: { hasDq: true } }, fields: { d2o: 'd2o2' } },
  ])
  const accept = (more: object[]) =>
    acceptDraft(desk, desk.ada, draft, { ...word, radiation: 'x-rays', more }, noon)
  expect((await mistake(accept([{ radiation: 'neutrons' }]), 'invalid')).fields).toEqual({
    unit2: 'Choose the unit of q: the whole analysis depends on it.',
    d2o2: 'Neutrons need the D₂O fraction of the solvent.',
  })
  expect((await mistake(accept([{ unit: '1/A', d2o: 90 }]), 'invalid')).fields).toEqual({
    d2o2: 'Use a number from 0 to 1.',
  })
  const study = await accept([{ unit: '1/A', radiation: 'neutrons', d2o: 0.9 }])
  expect(study.details?.points).toBe(120)
  expect(curveCountOf(study)).toBe(2)
  expect(inputsOf(study).map(({ input, name, path }) => [input, name, path])).toEqual([
    ['curve', 'saxs.dat', 'curve.dat'],
    ['curve', 'sans.dat', 'curve2.dat'],
    ['library', 'model.pdb', 'library'],
  ])
  const folder = desk.files.study(desk.ada.id, study.id)
  const record = (await readRecord(folder))!
  expect(record.more).toMatchObject([{ path: 'curve2.dat', name: 'sans.dat', unit: '1/A' }])
  expect(suggestedSettings(record)).toEqual({
    radiation: 'x-rays',
    more: [{ radiation: 'neutrons', d2o: 0.9 }],
  })
  expect((await readInspection(folder, null))!.curves).toMatchObject([
    { fileName: 'saxs.dat' },
    { fileName: 'sans.dat', radiation: 'neutrons', d2o: 0.9 },
  ])
})

test('a curve is added, put in the place of another, or left out; names stay apart and files that went are gone', async () => {
  const desk = await openDesk()
  const one = await desk.upload(['data.dat', saxs])
  const filesOf = ({ details }: typeof one) => details!.files
  const namesIn = (draft: typeof one) =>
    [filesOf(draft).curve, ...(filesOf(draft).more ?? [])].map(({ name }) => name)
  const two = await desk.change(one.id, [['data.dat', sans]], { place: 1 })
  expect(namesIn(two)).toEqual(['data.dat', 'data (2).dat'])
  expect(two.bytes).toBeGreaterThan(one.bytes)
  const other = await desk.change(one.id, [['sans.dat', sans]], { place: 1 })
  expect(namesIn(other)).toEqual(['data.dat', 'sans.dat'])
  const swapped = await desk.change(one.id, [['saxs.dat', saxs]], {})
  expect(namesIn(swapped)).toEqual(['saxs.dat', 'sans.dat'])
  const last = await desk.change(one.id, [], { withoutCurve: 0 })
  expect(namesIn(last)).toEqual(['sans.dat'])
  expect(filesOf(last).more).toBeUndefined()
  expect(last.bytes).toBe(Buffer.byteLength(sans) + filesOf(last).library!.bytes)
  expect(readdirSync(desk.home(one.id)).sort()).toEqual(['1-library', '3-curve', 'check5'])
  await mistake(desk.change(one.id, [], { withoutCurve: 0 }), 'invalid')
  const many = Array.from({ length: 8 }, (_, i): [string, string] => [`${i}.dat`, `${saxs}\n${1 + i} 0 1`])
  const { fields } = await mistake(desk.change(one.id, many, { place: 1 }), 'invalid')
  expect(fields.curve).toBe('One study holds at most 8 curves; these would be 9.')
})

/** 40 points, so that its table has other rows than that of the first. */
const short = sans.split('\n').slice(0, 40).join('\n')
const tableOf = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const q = 0.01 + 0.004 * i
    return [12, 16].map(size => (100 * Math.exp(-((q * size) ** 2) / 3) + 0.1).toFixed(6)).join(' ')
  }).join('\n')

test('each of several curves takes the table of profiles that has its points, whatever their order, and is fitted with it', async () => {
  const desk = await openDesk()
  const curves: Named[] = [
    ['saxs.dat', saxs],
    ['sans.dat', short],
  ]
  const draft = await desk.uploadWith(curves, [
    ['of-sans.txt', tableOf(40)],
    ['of-saxs.txt', tableOf(60)],
  ])
  const study = await acceptDraft(desk, desk.ada, draft, { ...word, more: [{ unit: '1/A' }] }, noon)
  const home = desk.files.study(desk.ada.id, study.id)
  const record = (await readRecord(home))!
  expect(tablesOf(record).map(({ name, path }) => [name, path])).toEqual([
    ['of-saxs.txt', 'profiles.txt'],
    ['of-sans.txt', 'profiles2.txt'],
  ])
  expect(inputsOf(study).map(({ name }) => name)).toEqual([
    ...['saxs.dat', 'sans.dat', 'of-saxs.txt', 'of-sans.txt'],
  ])
  const folder = join(desk.home(draft.id), 'analysis')
  const parameters = parseParameters({ ...defaultFields, iterations: '200', seed: '1' }, 2)
  await prepareFolder(folder, home, { study: record }, 'Tables', parameters)
  await runAnalysis(folder, { threads: 1, report: () => {}, log: () => {} })
  const result = (await Bun.file(join(folder, 'output/result.json')).json()) as Result
  expect(result.curves!.map(({ name, fit }) => [name, fit.q.length])).toEqual([
    ['saxs.dat', 60],
    ['sans.dat', 40],
  ])
  expect(result.models[0]!.weight.mean).toBeGreaterThan(0.9)
  rmSync(folder, { recursive: true })

  const fewer = await desk.uploadWith(curves, [['of-saxs.txt', tableOf(60)]])
  const { findings } = (await readPreflight(desk.files, fewer, []))!
  expect(JSON.stringify(findings)).toContain('this upload has 2 curves and 1 table')
})
