import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IntervalEstimate, SeriesFile } from '#src/ensemble/contract.ts'
import { csvLine } from '../../csv.ts'
import { seriesFigure } from './figure.ts'
import { quantitiesOf, withUnit } from './quantities.ts'

const round = (value: number) => Number(value.toPrecision(6))

/** Writes `series.json`, `series.csv`, the figure `series.svg`, and what to know beside them as `remarks.md`. */
export async function writeSeries(folder: string, result: SeriesFile): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'series.json'), `${JSON.stringify(result, null, 1)}\n`)
  await writeFile(join(folder, 'series.csv'), seriesTable(result))
  await writeFile(join(folder, 'series.svg'), seriesFigure(result))
  const remarks =
    result.remarks.length > 0
      ? result.remarks
      : ['Mixtures of these models explain every curve, and the sampling has converged.']
  await writeFile(join(folder, 'remarks.md'), remarks.map(remark => `- ${remark}\n`).join(''))
}

/**
 * One line for each curve and quantity: means and 95 % intervals, of the curve alone and of all together, empty where nothing is told; and how well the
 * mean weights fit each curve, which has no interval.
 */
function seriesTable(result: SeriesFile): string {
  const { variable, curves } = result
  const head = [
    ...['curve', withUnit(variable.name, variable.unit), 'quantity', 'name', 'unit'],
    ...['alone_mean', 'alone_lower', 'alone_upper', 'smooth_mean', 'smooth_lower', 'smooth_upper'],
  ]
  const interval = (told: IntervalEstimate | null) =>
    told ? [told.mean, told.q025, told.q975].map(round) : ['', '', '']
  const rows = quantitiesOf(result).flatMap(({ kind, name, unit, of }) =>
    curves.map(({ name: curve, value, alone, smooth }) => [
      ...[curve, value, kind, name, unit],
      ...interval(of(alone)),
      ...interval(smooth && of(smooth)),
    ]),
  )
  const fits = curves.map(({ name, value, alone, smooth }) => [
    ...[name, value, 'chi2 per point', 'chi2 per point', ''],
    ...[round(alone.chi2PerPoint), '', '', smooth ? round(smooth.chi2PerPoint) : '', '', ''],
  ])
  return `${[head, ...rows, ...fits].map(csvLine).join('\n')}\n`
}
