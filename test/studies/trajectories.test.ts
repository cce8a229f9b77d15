import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import { AppError } from '#src/errors.ts'
import { modelsOfStudy } from '#src/method/models.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { describeFrames, framesIn } from '#src/studies/chooseFrames.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { readRecord } from '#src/studies/record.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { dcdOf, xtcOf } from '../ensemble/trajectories/writers.ts'
import { zipOf } from '../support/zip.ts'
import { fixture } from './uploads.ts'

/** A trajectory in an upload: checked, thinned, kept as it came, and read again by an analysis. */

const folder = mkdtempSync(join(tmpdir(), 'bioce-trajectories-'))
afterAll(() => rmSync(folder, { recursive: true }))
let uploads = 0

const topology = new TextDecoder().decode(await fixture('good/model.pdb'))
const places = topology
  .split('\n')
  .filter(line => /^(ATOM|HETATM)/.test(line))
  .map(line => [30, 38, 46].map(at => Number(line.slice(at, at + 8))))

/** So many frames, each a little further along x. */
const framesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    xyz: places.flatMap(([x, y, z]) => [x! + 0.01 * i, y!, z!]),
    time: 20 * i,
  }))

async function check(
  files: Record<string, string | Uint8Array>,
  frames?: UploadedFile['frames'],
  modelsMax = 5000,
) {
  const home = join(folder, `upload${++uploads}`)
  const study = join(home, 'study')
  await mkdir(study, { recursive: true })
  const zip = zipOf(Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) })))
  await Bun.write(join(home, 'curve'), await fixture('good/plain.dat'))
  await Bun.write(join(home, 'library'), zip)
  const library = { path: join(home, 'library'), name: 'md.zip', frames }
  const given = { curve: { path: join(home, 'curve'), name: 'curve.dat' }, library, profiles: null }
  const inspection = await inspectFiles(study, given, '1/A', { inflatedBytesMax: 1e8, modelsMax })
  return { ...inspection, home, study, codes: inspection.findings.map(({ code }) => code) }
}

test('every n-th frame is a model where nothing is chosen, named by number and time', async () => {
  const { record, trajectories, codes } = await check({ 'a.pdb': topology, 'run.xtc': xtcOf(framesOf(2500)) })
  expect(trajectories).toEqual([{ name: 'run.xtc', frames: 2500, from: 0, to: expect.closeTo(49.98, 6) }])
  expect(record!.models.length).toBe(834)
  expect(record!.models.slice(0, 2).map(({ name }) => name)).toEqual(['run#0 (0 ns)', 'run#3 (0.06 ns)'])
  expect(codes).toContain('trajectory.thinned')
})

test('an analysis reads the chosen frames from the files as they came', async () => {
  const bytes = xtcOf(framesOf(30))
  const { study, home } = await check(
    { 'a.pdb': topology, 'run.xtc': bytes },
    { first: 4, last: 20, every: 8 },
  )
  const record = (await readRecord(study))!
  expect(record.library.map(({ name, models }) => [name, models])).toEqual([
    ['a.pdb', 0],
    ['run.xtc', 3],
  ])
  expect(await Bun.file(join(study, record.library[1]!.path)).bytes()).toEqual(bytes)
  const run = join(home, 'run')
  await prepareFolder(run, study, { study: record }, 'first', parseParameters({}))
  const names: string[] = []
  const shifts: number[] = []
  for await (const { structure } of modelsOfStudy(run, record, new Set(record.models.keys()))) {
    names.push(structure.name)
    shifts.push(structure.xyz[0]! - places[0]![0]!)
  }
  expect(names).toEqual(['run#4 (0.08 ns)', 'run#12 (0.24 ns)', 'run#20 (0.4 ns)'])
  for (const [i, shift] of shifts.entries()) expect(shift).toBeCloseTo(0.04 + 0.08 * i, 1)
})

test('several trajectories share one topology, and a PSF beside a PDB is not needed', async () => {
  const files = {
    'a.pdb': topology,
    'a.psf': 'PSF\n',
    'run1.xtc': xtcOf(framesOf(3)),
    'run2.dcd': dcdOf(framesOf(2)),
  }
  const { record, codes } = await check(files)
  expect(codes.filter(code => code.startsWith('trajectory'))).toEqual([])
  expect(record!.models.map(({ name }) => name.split(' ')[0])).toEqual([
    ...['run1#0', 'run1#1', 'run1#2'],
    ...['run2#0', 'run2#1'],
  ])
})

test('more frames than may be models are refused before they are read, and can be chosen anew', async () => {
  const { record, trajectories, codes } = await check(
    { 'a.pdb': topology, 'run.xtc': xtcOf(framesOf(40)) },
    { first: 0, last: null, every: 1 },
    20,
  )
  expect([record, codes]).toEqual([null, ['library.too_many_models']])
  expect(trajectories).toHaveLength(1)
})

test('a trajectory that has none of the chosen frames is passed over, and all of them are refused', async () => {
  const files = { 'a.pdb': topology, 'run1.xtc': xtcOf(framesOf(3)), 'run2.xtc': xtcOf(framesOf(8)) }
  const late = await check(files, { first: 5, last: null, every: 1 })
  expect(late.record!.models.map(({ name }) => name.split(' ')[0])).toEqual(['run2#5', 'run2#6', 'run2#7'])
  const none = await check(files, { first: 9, last: null, every: 1 })
  expect([none.record, none.codes, none.trajectories!.length]).toEqual([null, ['trajectory.no_frames'], 2])
})

test('the choices that are offered have their counts', () => {
  const trajectories = [
    { name: 'a.xtc', frames: 1500, from: null, to: null },
    { name: 'b.xtc', frames: 1000, from: null, to: null },
  ]
  const facts = describeFrames(trajectories, null)
  expect([facts.choice.every, facts.models]).toEqual([3, 834])
  expect(facts.options).toEqual([
    { every: 25, models: 100 },
    { every: 13, models: 193 },
    { every: 5, models: 500 },
    { every: 3, models: 834 },
    { every: 2, models: 1250 },
    { every: 1, models: 2500 },
  ])
})

test('a form says first, last and every; what is no choice is told by field', () => {
  expect(framesIn({ first: '10', last: '', every: '5' })).toEqual({ first: 10, last: null, every: 5 })
  const faultsOf = (fields: Record<string, string>) => {
    try {
      framesIn(fields)
    } catch (error) {
      if (error instanceof AppError) return Object.keys(error.fields)
      throw error
    }
  }
  expect(faultsOf({ first: '-1', last: 'x', every: '0' })).toEqual(['first', 'last', 'every'])
  expect(faultsOf({ first: '9', last: '8', every: '1' })).toEqual(['last'])
  expect(faultsOf({ every: '1' })).toEqual(['first'])
})
