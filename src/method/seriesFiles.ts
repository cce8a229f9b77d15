import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IntervalEstimate, SeriesFile, SeriesState } from '#src/ensemble/contract.ts'
import { csvLine } from '../csv.ts'

/** Writes `series.json` and `series.csv`. */
export async function writeSeries(folder: string, result: SeriesFile): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'series.json'), `${JSON.stringify(result, null, 1)}\n`)
  await writeFile(join(folder, 'series.csv'), seriesTable(result))
}

/** A quantity of every curve, and where its interval stands in a state. */
export interface SeriesQuantity {
  kind: 'weight' | 'group' | 'mean' | 'effective models'
  name: string
  unit: string
  of(state: SeriesState): IntervalEstimate
}

/** What a series tells of each curve, in the order of its table. */
export function quantitiesOf({ models, groups, properties }: SeriesFile): SeriesQuantity[] {
  return [
    ...models.map(
      (name, k): SeriesQuantity => ({ kind: 'weight', name, unit: '', of: ({ weights }) => weights[k]! }),
    ),
    ...groups.map(
      ({ label }, g): SeriesQuantity => ({
        kind: 'group',
        name: label,
        unit: '',
        of: state => state.groups[g]!,
      }),
    ),
    ...properties.map(
      ({ name, unit }, p): SeriesQuantity => ({
        kind: 'mean',
        name,
        unit,
        of: state => state.properties[p]!,
      }),
    ),
    {
      kind: 'effective models',
      name: 'effective models',
      unit: '',
      of: ({ effectiveModels }) => effectiveModels,
    },
  ]
}

export const withUnit = (name: string, unit: string) => (unit ? `${name} (${unit})` : name)

/** One line for each curve and quantity: means and 95 % intervals, of the curve alone and of all together. */
function seriesTable(result: SeriesFile): string {
  const { variable, curves } = result
  const head = [
    ...['curve', withUnit(variable.name, variable.unit), 'quantity', 'name', 'unit'],
    ...['alone_mean', 'alone_lower', 'alone_upper', 'smooth_mean', 'smooth_lower', 'smooth_upper'],
  ]
  const interval = ({ mean, q025, q975 }: IntervalEstimate) =>
    [mean, q025, q975].map(value => Number(value.toPrecision(6)))
  const rows = quantitiesOf(result).flatMap(({ kind, name, unit, of }) =>
    curves.map(({ name: curve, value, alone, smooth }) => [
      ...[curve, value, kind, name, unit],
      ...interval(of(alone)),
      ...(smooth ? interval(of(smooth)) : ['', '', '']),
    ]),
  )
  return `${[head, ...rows].map(csvLine).join('\n')}\n`
}
