import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describeOutputs } from '#src/analyses/outputs.ts'
import type { CurveResult, Details, Profiles, Result } from '#src/ensemble/contract.ts'
import { sasCif } from '#src/ensemble/formats/index.ts'
import { thinned } from '#src/ensemble/index.ts'
import type { ModelRecord } from '#src/studies/record.ts'
import { csvLine } from '../csv.ts'
import { resultFile, sampleFile } from './resultFile.ts'

/** Posterior draws, thinned or not: D draws of K weights with the scale and chi2 of each, by chain. */
interface DrawTable {
  /** Names of the K models that took part, in the order of the columns of `weights`. */
  names: string[]
  /** Weights [D, K], row-major. */
  weights: Float64Array
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

/** Writes every file of a result but the `others`, README.txt last. */
export async function writeOutputs(folder: string, outputs: Outputs): Promise<void> {
  const { title, result, sizes, profiles, draws, others } = outputs
  const contents: Record<string, string | Uint8Array> = {
    'result.json': resultFile.textOf(result),
    'weights.csv': weightsCsv(result, sizes),
    'weights.json': weightsJson(result, sizes),
    'fit.csv': fitCsv(result),
    'fit.fit': fitColumns(result.fit, result),
    ...(result.details ? { 'groups.csv': groupsCsv(result.details) } : {}),
    ...(result.curves ? filesOfCurves(result.curves, result) : {}),
    'result.sascif': sasCif(result, title),
    ...Object.fromEntries(
      profiles.map((table, m) => [`profiles${m === 0 ? '' : m + 1}.csv`, profilesCsv(table)]),
    ),
    'draws.csv.gz': gzipSync(drawsCsv(draws)),
    'sample.json': sampleJson(draws),
  }
  contents['README.txt'] = describeOutputs([...Object.keys(contents), ...others, 'log.txt', 'README.txt'])
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content)
}

function csv(head: string[], rows: Iterable<(string | number | boolean)[]>): string {
  return `${[head, ...rows].map(csvLine).join('\n')}\n`
}

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
function filesOfCurves(curves: CurveResult[], result: Result): Record<string, string> {
  const further = curves.slice(1).map(({ fit }, m) => [`fit${m + 2}.fit`, fitColumns(fit, result)])
  return { 'curves.csv': curvesCsv(curves), ...Object.fromEntries(further) }
}

/** The fits of several curves in one table. */
function curvesCsv(curves: CurveResult[]): string {
  return csv(
    ['curve', ...fitHead],
    curves.flatMap(({ name, fit }) => fitRows(fit).map(row => [name, ...row])),
  )
}

/** Every point that profiles were calculated at: the fit may leave some out. */
function profilesCsv({ q, names, values }: ProfileTable): string {
  const rows = Array.from(q, (value, i) => [
    value,
    ...values.subarray(i * names.length, (i + 1) * names.length),
  ])
  return csv(['q_per_angstrom', ...names], rows)
}

const sampledMax = 400

/** Draws evenly spread over all chains: enough for a plot of any two weights, and quick to read. */
function sampleJson({ names, weights, scale }: DrawTable): string {
  const draws = thinned(scale.length, sampledMax)
  return sampleFile.textOf({
    models: names,
    weights: names.map((_, k) => draws.map(draw => Number(weights[draw * names.length + k]!.toPrecision(4)))),
  })
}

/** Seven digits: far finer than the spread of the draws, in the largest file of a result. */
function drawsCsv({ names, weights, scale, chi2, chain, hydration }: DrawTable): string {
  const count = names.length
  const rows = Array.from(scale, (value, d) => {
    const sizes = [value, chi2[d]!, ...(hydration ? [hydration.c1[d]!, hydration.contrast[d]!] : [])]
    const numbers = [...sizes, ...weights.subarray(d * count, (d + 1) * count)]
    return [chain[d]!, ...numbers.map(number => Number(number.toPrecision(7)))]
  })
  const hydrationNames = hydration ? ['c1', 'contrast_e_per_cubic_angstrom'] : []
  return csv(['chain', 'scale', 'chi2', ...hydrationNames, ...names], rows)
}
