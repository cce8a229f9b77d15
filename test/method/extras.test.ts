import { beforeAll, expect, test } from 'bun:test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExtraField, Extras } from '#src/analyses/extras.ts'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { runAnalysis } from '#src/method/run.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { readContents } from '#src/studies/record.ts'
import { temporaryFolder } from '../support/database.ts'
import { long, unlessLong } from '../support/skips.ts'
import { normal, seeded } from '../support/storyData.ts'

const folder = temporaryFolder()
const study = join(folder, 'study')
const put = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return { path: join(folder, name), name }
}

/** Three models, of which the curve is an even mixture of the first two. */
beforeAll(async () => {
  mkdirSync(study)
  const random = seeded(4)
  const q = Array.from({ length: 60 }, (_, i) => 0.01 + 0.005 * i)
  const models = q.map(at => [15, 20, 30].map(rg => 100 * Math.exp(-((at * rg) ** 2) / 3) + 1))
  const curve = q.map((at, i) => {
    const mixed = (models[i]![0]! + models[i]![1]!) / 2
    return `${at.toFixed(4)} ${(mixed + 0.5 * normal(random)).toFixed(5)} 0.5`
  })
  const files = {
    curve: put('curve.dat', curve.join('\n')),
    library: null,
    profiles: put('profiles.txt', models.map(row => row.join(' ')).join('\n')),
  }
  await inspectFiles(study, files, '1/A', { inflatedBytesMax: 1e6, modelsMax: 10 })
})

let count = 0
async function run(fields: Record<string, string>, extras: Extras<{ path: string; name: string }> = {}) {
  const home = join(study, `analysis${++count}`)
  const brief = { iterations: '500', iterationsMax: '500' }
  const parameters = parseParameters({ seed: '1', skipVariational: 'on', ...brief, ...fields })
  await prepareFolder(home, study, (await readContents(study))!, 'Test', parameters, { extras })
  await runAnalysis(home, { threads: 1, report: () => {}, log: () => {} })
  return JSON.parse(readFileSync(join(home, 'output/result.json'), 'utf8')) as Result
}
/** With errors that leave room, as most tests compare with. */
let known: Promise<Result> | undefined
const withRoom = () => (known ??= run({ errorScale: '10' }))
const weightsOf = (result: Result) => result.models.map(model => model.weight.mean)

test('an error scale widens the weights, and the result tells the errors as the file states them', async () => {
  const [plain, wide] = [await run({}), await run({ errorScale: '4' })]
  expect(wide.parameters).toMatchObject({ errorScale: 4 })
  expect([plain.fit.sigma[0], wide.fit.sigma[0]]).toEqual([0.5, 0.5])
  expect(wide.models[0]!.weight.sd).toBeGreaterThan(2 * plain.models[0]!.weight.sd)
}, 60_000)

test('properties of the models are told as distributions over the ensemble, and change nothing else', async () => {
  const plain = await withRoom()
  const told = await run({ errorScale: '10' }, { properties: put('angles.csv', 'angle(deg)\n30\n90\n150\n') })
  expect(weightsOf(told)).toEqual(weightsOf(plain))
  const [angle] = told.details!.distributions!
  expect([angle!.name, angle!.unit, angle!.library.mean]).toEqual(['angle', 'deg', 90])
  const weights = weightsOf(told)
  expect(angle!.mean.mean).toBeCloseTo(30 * weights[0]! + 90 * weights[1]! + 150 * weights[2]!, 9)
  expect(told.inputs.map(input => input.name)).toContain('angles.csv')
}, 60_000)

test('observables of the ensemble take part, and what it has of them is told', async () => {
  const plain = await run({ errorScale: '10', prior: '1/K' })
  const { models } = plain
  const table = [
    `name kind average measured error ${models.map(({ name }) => name).join(' ')}`,
    'distance mean linear 85 1 100 50 20',
    'bound upper linear 200 0 100 50 20',
  ]
  const told = await run({ errorScale: '10', prior: '1/K' }, { observables: put('o.csv', table.join('\n')) })
  const [distance, bound] = told.observables!
  const means = [plain, told].map(result =>
    weightsOf(result).reduce((sum, w, k) => sum + w * [100, 50, 20][k]!, 0),
  )
  expect(Math.abs(means[1]! - 85)).toBeLessThan(0.7 * Math.abs(means[0]! - 85))
  expect(distance!.ensemble.mean).toBeCloseTo(means[1]!, 6)
  expect(distance!.residual).toBeCloseTo(means[1]! - 85, 6)
  expect(bound).toMatchObject({ name: 'bound', kind: 'upper', residual: 0 })
  expect(told.boundsOutside).toBe(0)
  expect(told.inputs.map(input => input.name)).toContain('o.csv')
}, 60_000)

test.skipIf(!long)(
  `energies and chemical shifts take part, and their files are told with their checksums${unlessLong}`,
  async () => {
    const plain = await withRoom()
    const energies = { energies: put('energies.txt', '0\n6\n6\n') }
    const shifts: Extras<{ path: string; name: string }> = {}
    // Every shift is that of the second model alone.
    const tables: [ExtraField, string][] = [
      ['shifts', '120 0.1\n60 0.1\n58 0.1\n'],
      ['shiftsSimulated', '110 120 115\n50 60 55\n48 58 52\n'],
      ['shiftsRms', '1\n1\n1\n'],
    ]
    for (const [field, text] of tables) shifts[field] = put(`${field}.txt`, text)
    const pulled = await run({ errorScale: '10' }, energies)
    expect(weightsOf(pulled)).not.toEqual(weightsOf(plain))
    expect(pulled.details!.energyParameter).not.toBeNull()
    expect(pulled.inputs.map(input => input.name)).toContain('energies.txt')
    const shifted = await run({ errorScale: '10' }, shifts)
    expect(weightsOf(shifted)[1]).toBeGreaterThan(weightsOf(plain)[1]! + 0.1)
    expect(shifted.details!.shiftChi2).not.toBeNull()
  },
  120_000,
)
