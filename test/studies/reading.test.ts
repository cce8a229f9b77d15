import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { implausible, readStructures, shortestNames } from '#src/ensemble/structures/index.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { otherReadings, type Reading, readingOf } from '#src/studies/reading.ts'
import { noReference, structureOf } from '../ensemble/saxs/shared.ts'
import { unlessShared } from '../support/skips.ts'
import { zipOf } from '../support/zip.ts'

/** What a person may say of how models are read, and models that ask for it. */

const folder = mkdtempSync(join(tmpdir(), 'bioce-reading-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const line = (name: string, residue: string, number: number, [x, y, z]: number[]) =>
  `ATOM      1 ${name} ${residue} A${String(number).padStart(4)}    ${[x, y, z].map(value => value!.toFixed(3).padStart(8)).join('')}  1.00  0.00          ${name.trim().length > 2 ? 'NA' : ` ${name[1]}`}`
/** Alanines around a helix, as long as they are `step` A apart along it. */
const chain = (step: number, count = 30) =>
  Array.from({ length: count }, (_, i) =>
    [' N  ', ' CA ', ' C  ', ' O  ', ' CB ']
      .map((name, k) =>
        line(name, 'ALA', i + 1, [4 * Math.cos(i + k), 4 * Math.sin(i + k), step * i + k / 2]),
      )
      .join('\n'),
  ).join('\n')

async function inspect(library: string | Uint8Array, reading?: Reading, name = 'models.pdb') {
  const at = join(folder, String(++files))
  const points = Array.from({ length: 40 }, (_, i) => `${0.01 * (i + 1)} ${Math.exp(-i / 20)} 0.01`)
  const write = async (text: string | Uint8Array, name: string) => {
    await Bun.write(join(at, name), text)
    return { path: join(at, name), name }
  }
  const given = {
    curve: await write(points.join('\n'), 'curve.dat'),
    library: { ...(await write(library, name)), ...(reading && { reading }) },
    profiles: null,
  }
  await Bun.write(join(at, 'study/.keep'), '')
  const { findings, record } = await inspectFiles(join(at, 'study'), given, 'guess', {
    inflatedBytesMax: 1e6,
    modelsMax: 100,
  })
  return { codes: findings.map(each => each.code), record }
}

test('a model that no molecule can be stops the upload until its owner says that it is right', async () => {
  const asked = await inspect(chain(40))
  expect([asked.record, asked.codes.at(0)]).toEqual([null, 'structure.unlikely_size'])
  const [offer] = otherReadings(asked.codes, undefined)
  expect(offer).toBe('acceptUnusual')
  const answered = await inspect(chain(40), readingOf(offer))
  expect(answered.record?.models).toHaveLength(1)
  expect((await inspect(chain(1.5))).record?.models).toHaveLength(1)
})

test('bulk ions stay where the owner says so, and their study keeps that in mind', async () => {
  const library = `${chain(1.5)}\n${line(' SOD', 'SOD', 99, [30, 30, 30])}`
  const usual = await inspect(library)
  expect([usual.record!.models[0]!.atoms, usual.codes.includes('structure.bulk_ions')]).toEqual([150, true])
  const [offer] = otherReadings(usual.codes, undefined)
  const kept = await inspect(library, readingOf(offer))
  expect([kept.record!.models[0]!.atoms, kept.record!.library[0]!.reading]).toEqual([
    151,
    { keepSolvent: true },
  ])
  expect(otherReadings(kept.codes, { keepSolvent: true })).toEqual(['leaveSolvent'])
  expect(readingOf('constructor')).toBeUndefined()
})

test('models of two compositions are a mixture where their owner says so, and the kind of each is kept', async () => {
  const library = zipOf([
    { name: 'short.pdb', data: chain(1.5, 20) },
    { name: 'long.pdb', data: chain(1.5, 40) },
    { name: 'bent.pdb', data: chain(1.4, 20) },
  ])
  const asked = await inspect(library, undefined, 'models.zip')
  expect([asked.record, asked.codes.at(0)]).toEqual([null, 'library.models_differ'])
  expect(otherReadings(asked.codes, undefined)).toEqual(['mixture'])
  const mixture = await inspect(library, readingOf('mixture'), 'models.zip')
  expect(mixture.codes).toContain('library.mixture')
  expect(mixture.record!.models.map(({ name, species }) => [name, species])).toEqual([
    ['bent', 0],
    ['long', 1],
    ['short', 0],
  ])
  expect(otherReadings(mixture.codes, { mixture: true })).toEqual(['oneComposition'])
  const same = zipOf([
    { name: 'a.pdb', data: chain(1.5) },
    { name: 'b.pdb', data: chain(1.4) },
  ])
  const one = await inspect(same, readingOf('mixture'), 'models.zip')
  expect(one.record!.models.map(each => each.species)).toEqual([undefined, undefined])
})

test('models in folders are named by the shortest path that tells them apart', async () => {
  expect(shortestNames(['a/seed-1/model.cif', 'a/seed-2/model.cif', 'a/other.cif'])).toEqual([
    'seed-1/model.cif',
    'seed-2/model.cif',
    'other.cif',
  ])
  expect(shortestNames(['x/1/m.pdb', 'y/1/m.pdb', './z/m.pdb', 'm.pdb'])).toEqual([
    'x/1/m.pdb',
    'y/1/m.pdb',
    'z/m.pdb',
    'm.pdb',
  ])
  expect(shortestNames(['m.pdb', 'm.pdb'])).toEqual(['m.pdb', 'm.pdb'])
  const zip = zipOf([
    { name: 'run/seed-1/model.pdb', data: chain(1.5) },
    { name: 'run/seed-2/model.pdb', data: chain(1.6) },
  ])
  const { record } = await inspect(zip, undefined, 'models.zip')
  expect(record!.models.map(each => each.name)).toEqual(['seed-1/model', 'seed-2/model'])
})

const real = [
  ...['6lyz', '2epe', '3KFO', '3KFO-fill.B99990005', 'bioce1', 'bioce3', 'single_dna'].map(
    name => `inputs/${name}.pdb`,
  ),
  ...['1fguA', '2bbm', '3sba', '4cln', 'LAR1-2', 'LAR1-4', 'SASDJG5', 'SASDJQ4', 'ligase', 'prion'].map(
    name => `more/${name}.pdb`,
  ),
]
test.skipIf(noReference)(`real structures are plausible${unlessShared('saxs')}`, () => {
  for (const name of real) expect([name, implausible(structureOf(name))]).toEqual([name, undefined])
})

test('ten times too small or too large, without hydrogens, of other elements: each is asked about', () => {
  const scaled = (by: number) => {
    const { models } = readStructures(chain(1.5, 40), 'a.pdb')
    return { ...models[0]!, xyz: models[0]!.xyz.map(value => by * value) }
  }
  expect(implausible(scaled(1))).toBeUndefined()
  expect(implausible(scaled(0.1))?.code).toBe('structure.unlikely_size')
  expect(implausible(scaled(10))?.code).toBe('structure.unlikely_size')
  const bare = { ...scaled(1), hydrogens: new Uint8Array(200) }
  expect(implausible(bare)?.code).toBe('structure.unlikely_hydrogens')
  const sulphur = {
    ...scaled(1),
    elements: scaled(1).elements.map(element => (element === 'N' ? 'FE' : element)),
  }
  expect(implausible(sulphur)?.code).toBe('structure.unlikely_density')
})
