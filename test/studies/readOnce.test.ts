import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { modelsOfStudy } from '#src/method/models.ts'
import { partialsOfStudy } from '#src/method/partialsCache.ts'
import { runPart } from '#src/method/run.ts'
import { zipOf } from '#src/method/zipFile.ts'
import { describeCurve, readCurveFacts } from '#src/studies/curveFacts.ts'
import { exampleParameters } from '#src/studies/example.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { readInspection } from '#src/studies/inspection.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { openThreads } from '#src/threads.ts'
import { temporaryFolder } from '../support/database.ts'

const uploads = join(import.meta.dir, '../fixtures/uploads/good')
const limits = { inflatedBytesMax: 1e7, modelsMax: 10 }
const model = readFileSync(join(uploads, 'model.pdb'), 'utf8').replace(/^(MODEL|ENDMDL|END).*\n?/gm, '')
const moved = model.replace(
  /^(ATOM.{26})(.{8})/m,
  (_, head, x) => head + (Number(x) + 1).toFixed(3).padStart(8),
)

/** A study of two models in one file. */
async function stage() {
  const folder = temporaryFolder()
  const study = join(folder, 'study')
  mkdirSync(study)
  const both = `MODEL        1\n${model}ENDMDL\nMODEL        2\n${moved}ENDMDL\nEND\n`
  writeFileSync(join(folder, 'both.pdb'), both)
  writeFileSync(join(folder, 'plain.dat'), readFileSync(join(uploads, 'plain.dat')))
  const file = (name: string) => ({ path: join(folder, name), name })
  const files = { curve: file('plain.dat'), library: file('both.pdb'), profiles: null }
  const { record } = await inspectFiles(study, files, '1/A', limits)
  return { study, record: record! }
}

test('pages are told of the curve by what the check kept, in both units; a study of before by its curve', async () => {
  const { study, record } = await stage()
  const kept = await readCurveFacts(study, record)
  rmSync(join(study, 'curve.json'))
  const fromCurve = await readCurveFacts(study, record)
  expect(kept).toEqual(fromCurve)
  const [q, nm] = [describeCurve(kept[0]!, '1/A', 'a').q, describeCurve(kept[0]!, '1/nm', 'a').q]
  expect(nm).toEqual(q.map(value => value * 0.1))

  const again = await stage()
  const before = await readInspection(again.study, null)
  rmSync(join(again.study, 'curve.dat'))
  expect(await readInspection(again.study, null)).toEqual(before)
  expect(before!.curves[0]!.q).toHaveLength(10)
})

async function partialsOf(folder: string, study: StudyRecord) {
  const threads = openThreads<Tasks>(1, reviveError)
  try {
    const report = () => {}
    return await partialsOfStudy({ folder, study, radiation: {}, qMax: 0.3, threads, report })
  } finally {
    threads.close()
  }
}

test('parts of a library, in any order and more than once, leave what one run leaves', async () => {
  const [whole, parted] = [await stage(), await stage()]
  const calculate = async ({ study, record }: typeof whole, ...[index, of]: [number, number]) => {
    const folder = join(study, 'analysis')
    if (!existsSync(folder)) {
      mkdirSync(folder)
      await prepareFolder(folder, study, { study: record }, 'Test', exampleParameters())
    }
    await runPart(folder, { index, of }, { threads: 1, report: () => {}, log: () => {} })
    return readdirSync(join(study, 'cache')).sort()
  }
  const all = await calculate(whole, 1, 1)
  const some = await calculate(parted, 2, 2)
  expect([all.length, some.length]).toEqual([2, 1])
  expect(await calculate(parted, 2, 2)).toEqual(some)
  expect(await calculate(parted, 1, 2)).toEqual(all)
  for (const name of all)
    expect(readFileSync(join(parted.study, 'cache', name))).toEqual(
      readFileSync(join(whole.study, 'cache', name)),
    )
})

test('an analysis of a study that was calculated before reads no structure', async () => {
  const { study, record } = await stage()
  expect(record.library).toMatchObject([{ models: 2 }])
  const folder = join(study, 'analysis')
  mkdirSync(folder)
  await prepareFolder(folder, study, { study: record }, 'Test', exampleParameters())
  const first = await partialsOf(folder, record)
  expect(first[0]).not.toEqual({ ...first[1]!, name: first[0]!.name })

  // One that is missing is calculated again, beside what is there; so it is where nobody counted the models.
  const [name] = readdirSync(join(study, 'cache'))
  rmSync(join(study, 'cache', name!))
  expect(await partialsOf(folder, record)).toEqual(first)
  const uncounted = { ...record, library: record.library.map(({ models: _, ...file }) => file) }
  expect(await partialsOf(folder, uncounted)).toEqual(first)

  rmSync(join(folder, 'input/library'), { recursive: true })
  expect(await partialsOf(folder, record)).toEqual(first)
  const other = { ...record, library: [{ ...record.library[0]!, sha256: '0'.repeat(64) }] }
  expect(partialsOf(folder, other)).rejects.toThrow('ENOENT')
})

test('the files of an ensemble read the models that they show, and no other file', async () => {
  const folder = temporaryFolder()
  const study = join(folder, 'study')
  mkdirSync(study)
  const bodies = { 'a.pdb': model, 'b.pdb': moved, 'c.pdb': model }
  const files = Object.entries(bodies).map(([name, body]) => ({ name, content: `${body}END\n` }))
  writeFileSync(join(folder, 'library.zip'), zipOf(files))
  writeFileSync(join(folder, 'plain.dat'), readFileSync(join(uploads, 'plain.dat')))
  const file = (name: string) => ({ path: join(folder, name), name })
  const library = file('library.zip')
  const { record } = await inspectFiles(
    study,
    { curve: file('plain.dat'), library, profiles: null },
    '1/A',
    limits,
  )
  const home = join(study, 'analysis')
  mkdirSync(home)
  await prepareFolder(home, study, { study: record! }, 'Test', exampleParameters())
  const held = join(home, 'input/library')
  const [first, second, third] = readdirSync(held).sort()
  for (const name of [first!, third!]) rmSync(join(held, name))
  const read: [number, string][] = []
  for await (const { index, structure } of modelsOfStudy(home, record!, new Set([1])))
    read.push([index, structure.name])
  expect(read).toEqual([[1, record!.models[1]!.name]])
  expect(second).toBeDefined()
  expect(Array.fromAsync(modelsOfStudy(home, record!, new Set([2])))).rejects.toThrow('ENOENT')
})
