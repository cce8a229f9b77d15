import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { describeOutputs } from '#src/analyses/outputs.ts'
import type { CurveResult, Details, Distribution, Profiles, Result } from '#src/ensemble/contract.ts'
import { sasCif } from '#src/ensemble/formats/index.ts'
import { fillRow, type SparseRows, thinned, valueAt } from '#src/ensemble/index.ts'
import type { ModelRecord } from '#src/studies/record.ts'
import { csvLine } from '../csv.ts'
import { collecting } from './collecting.ts'
import { resultFile, sampleFile } from './resultFile.ts'

/** Posterior draws, thinned or not: D draws of K weights with the scale and chi2 of each, by chain. */
interface DrawTable {
  /** Names of the K models that took part, in the order of the columns of `weights`. */
  names: string[]
  /** Weights [D, K]. */
  weights: SparseRows
  scale: Float64Array
  chi2: Float64Array
  chain: ArrayLike<number>
  /** c1 and contrast in e/A^3, [D], where they were inferred with the weights. */
  hydration?: { c1: Float64Array; contrast: Float64Array }
}

type ProfileTable = Profiles & { q: ArrayLike<number> }

/** What the files of a result are made of. */
export interface Outputs {
  title: string
  result: Result
  /** Radius of gyration and largest distance of each model in A, in the order of the result. */
  sizes: Pick<ModelRecord, 'rg' | 'dmax'>[]
  /** Of each curve. */
  profiles: ProfileTable[]
  draws: DrawTable
  /** Files that are there already. */
  others: string[]
}

/** What stands in a file, made when it is written: the texts of a large library are not held side by side. */
type Content = () => string | Iterable<string>

/** Writes every file of a result but the `others`, README.txt last. */
export async function writeOutputs(folder: string, outputs: Outputs): Promise<void> {
  const { title, result, sizes, profiles, draws, others } = outputs
  const { details, curves } = result
  const distributions = details?.distributions ?? []
  const contents: Record<string, Content> = {
    'result.json': () => resultFile.textOf(result),
    'weights.csv': () => weightsCsv(result, sizes),
    'weights.json': () => weightsJson(result, sizes),
    'fit.csv': () => fitCsv(result),
    'fit.fit': () => fitColumns(result.fit, result),
    ...(details ? { 'groups.csv': () => groupsCsv(details) } : {}),
    ...(distributions.length > 0 ? { 'distributions.csv': () => distributionsCsv(distributions) } : {}),
    ...(curves ? filesOfCurves(curves, result) : {}),
    'result.sascif': () => sasCif(result, title),
    ...Object.fromEntries(
      profiles.map((table, m) => [`profiles${m === 0 ? '' : m + 1}.csv`, () => profilesCsv(table)]),
    ),
    'draws.csv.gz': () => drawsCsv(draws),
    'sample.json': () => sampleJson(draws),
  }
  const names = [...Object.keys(contents), ...others, 'log.txt', 'README.txt']
  contents['README.txt'] = () => describeOutputs(names)
  const collectGarbage = collecting(() => {})
  function* linesOf(content: Content) {
    const made = content()
    for (const line of typeof made === 'string' ? [made] : made) {
      collectGarbage()
      yield line
    }
  }
  for (const [name, content] of Object.entries(contents)) {
    const lines = Readable.from(linesOf(content))
    const file = createWriteStream(join(folder, name))
    if (name.endsWith('.gz')) await pipeline(lines, createGzip(), file)
    else await pipeline(lines, file)
  }
}

/** The lines of a table, one after the other: those of large libraries are long and many. */
function* lines(head: string[], rows: Iterable<(string | number | boolean)[]>): Generator<string> {
  yield `${csvLine(head)}\n`
  for (const row of rows) yield `${csvLine(row)}\n`
}

const csv = (...table: Parameters<typeof lines>) => [...lines(...table)].join('')

function weightsCsv({ models, mixture }: Result, sizes: Outputs['sizes']): string {
  return csv(
    [
      'model',
      'selected',
      ...summaryColumns,
      'possible_lower',
      'possible_upper',
      'rg_angstrom',
      'dmax_angstrom',
      ...(mixture ? ['species', 'mass_fraction', 'volume_fraction'] : []),
    ],
    models.map(({ name, selected, weight, possible, species, massFraction, volumeFraction }, k) => [
      name,
      selected,
      ...summaryColumns.map(column => weight[column]),
      possible?.lower ?? '',
      possible?.upper ?? '',
      sizes[k]?.rg ?? '',
      sizes[k]?.dmax ?? '',
      ...(mixture ? [species!, massFraction!.mean, volumeFraction!.mean] : []),
    ]),
  )
}

const summaryColumns = ['mean', 'sd', 'mcse', 'q025', 'q50', 'q975', 'essBulk', 'essTail', 'rhat'] as const

/** A line a group, for every way to group the models; those by curve that weigh next to nothing are left out. */
function groupsCsv({ clusters, groupings = [] }: Details): string {
  const ways = [
    {
      name: 'curve',
      groups: clusters.map(({ diameter, ...cluster }) => ({
        ...cluster,
        label: null,
        sigma: diameter,
        angstrom: null,
        rg: null,
      })),
    },
    ...groupings.map(({ name, groups }) => ({
      name,
      groups: groups.map(({ diameter, ...group }) => ({ ...group, sigma: null, angstrom: diameter })),
    })),
  ]
  const head = ['grouping', 'group', 'models', ...summaryColumns, 'possible_lower', 'possible_upper']
  return csv(
    [...head, 'width_sigma', 'width_angstrom', 'rg_lower_angstrom', 'rg_upper_angstrom', 'members'],
    ways.flatMap(({ name, groups }) =>
      groups.map(({ label, models, weight, possible, sigma, angstrom, rg }, place) => [
        name,
        label ?? place + 1,
        models.length,
        ...summaryColumns.map(column => weight[column]),
        ...[possible?.lower, possible?.upper, sigma, angstrom, rg?.lower, rg?.upper].map(
          value => value ?? '',
        ),
        models.join('; '),
      ]),
    ),
  )
}

/** A line for each threshold of each property: what shares of library and ensemble are there or above. */
function distributionsCsv(distributions: Distribution[]): string {
  return csv(
    ['property', 'unit', 'at_least', 'library', 'mean', 'q025', 'q975'],
    distributions.flatMap(({ name, unit, above }) =>
      (above?.mean ?? []).map((share, i) => [
        ...[name, unit, Number((above!.from + i * above!.step).toPrecision(12))],
        ...[above!.library[i]!, share, above!.q025[i]!, above!.q975[i]!],
      ]),
    ),
  )
}

function weightsJson({ program, seed, models }: Result, sizes: Outputs['sizes']): string {
  const rows = models.map(({ name, selected, weight, possible }, k) => ({
    name,
    selected,
    ...weight,
    possible,
    rg: sizes[k]?.rg ?? null,
    dmax: sizes[k]?.dmax ?? null,
  }))
  return `${JSON.stringify({ program, seed, models: rows }, null, 2)}\n`
}

/** As the ATSAS programs write and read a fit: a line of words, then q, data, error and fit between blanks. */
function fitColumns(fit: Result['fit'], { program }: Result): string {
  const columns = [fit.q, fit.intensity, fit.sigma, fit.model]
  const head = `# q(1/A) I(q) sigma fit; Chi^2: ${fit.chi2PerPoint.toFixed(4)} (${program.name} ${program.version})`
  const rows = fit.q.map((_, i) => columns.map(column => column[i]!.toExponential(6).padStart(14)).join(' '))
  return `${[head, ...rows].join('\n')}\n`
}

const fitHead = [
  'q_per_angstrom',
  'intensity',
  'sigma',
  'model',
  'band_lower',
  'band_upper',
  'normalised_residual',
]

function fitRows(fit: Result['fit']): number[][] {
  return fit.q.map((q, i) => {
    const residual = (fit.intensity[i]! - fit.model[i]!) / fit.sigma[i]!
    return [
      q,
      fit.intensity[i]!,
      fit.sigma[i]!,
      fit.model[i]!,
      fit.band.lower[i]!,
      fit.band.upper[i]!,
      residual,
    ]
  })
}

const fitCsv = ({ fit }: Result) => csv(fitHead, fitRows(fit))

/** The fits of several curves in one table, and those after the first for the ATSAS programs. */
function filesOfCurves(curves: CurveResult[], result: Result): Record<string, Content> {
  const further = curves.slice(1).map(({ fit }, m) => [`fit${m + 2}.fit`, () => fitColumns(fit, result)])
  return { 'curves.csv': () => curvesCsv(curves), ...Object.fromEntries(further) }
}

/** The fits of several curves in one table. */
function curvesCsv(curves: CurveResult[]): string {
  return csv(
    ['curve', ...fitHead],
    curves.flatMap(({ name, fit }) => fitRows(fit).map(row => [name, ...row])),
  )
}

/** Every point that profiles were calculated at: the fit may leave some out. */
function* profilesCsv({ q, names, values }: ProfileTable): Generator<string> {
  yield* lines(['q_per_angstrom', ...names], [])
  // Joined as they are: rows of thousands of numbers would be as many texts.
  for (let i = 0; i < q.length; i++)
    yield `${q[i]},${values.subarray(i * names.length, (i + 1) * names.length).join(',')}\n`
}

const [sampledMax, sampledModelsMax] = [400, 500]

/** Draws evenly spread over all chains, of the heaviest models where there are many: enough for a plot of any two weights, and quick to read. */
function sampleJson({ names, weights, scale }: DrawTable): string {
  const draws = thinned(scale.length, sampledMax)
  const models = heaviest(weights, sampledModelsMax)
  return sampleFile.textOf({
    models: models.map(k => names[k]!),
    weights: models.map(k => draws.map(draw => rounded(valueAt(weights, draw, k), 4))),
  })
}

/** The models that weigh most in all draws together, in the order of the library. */
function heaviest({ width, columns, values }: SparseRows, most: number): number[] {
  const sums = new Float64Array(width)
  for (const [at, k] of columns.entries()) sums[k]! += values[at]!
  const order = Array.from(sums.keys()).sort((a, b) => sums[b]! - sums[a]! || a - b)
  return order.slice(0, most).sort((a, b) => a - b)
}

/** Numbers in the largest file of a result: more draws are thinned evenly. */
const drawnMax = 1e7

/** Seven digits: far finer than the spread of the draws. */
function* drawsCsv({ names, weights, scale, chi2, chain, hydration }: DrawTable): Generator<string> {
  const chosen = thinned(scale.length, Math.floor(drawnMax / names.length))
  const hydrationNames = hydration ? ['c1', 'contrast_e_per_cubic_angstrom'] : []
  yield* lines(['chain', 'scale', 'chi2', ...hydrationNames, ...names], [])
  const row = new Float64Array(names.length)
  for (const d of chosen) {
    const sizes = [scale[d]!, chi2[d]!, ...(hydration ? [hydration.c1[d]!, hydration.contrast[d]!] : [])]
    fillRow(weights, d, row)
    for (let i = weights.starts[d]!; i < weights.starts[d + 1]!; i++) {
      const k = weights.columns[i]!
      row[k] = rounded(row[k]!, 7)
    }
    yield `${chain[d]},${sizes.map(size => rounded(size, 7)).join(',')},${row.join(',')}\n`
  }
}

const rounded = (value: number, digits: number) => (value === 0 ? 0 : Number(value.toPrecision(digits)))
