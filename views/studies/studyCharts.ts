import { placeMark } from '../analyses/curvesIn.ts'
import { curveChart } from '../charts/curve.tsx'
import { distancesChart } from '../charts/distances.tsx'
import type { Chart, Figure } from '../charts/figure.tsx'
import { guinierChart, kratkyChart } from '../charts/guinier.tsx'
import { binsOf, histogramChart } from '../charts/histogram.tsx'
import { paths } from '../paths.ts'
import type { StudyInspection } from './inspection.ts'

/** Every chart of what was uploaded; those of a study that is kept (`id`) can be saved. */
export function studyCharts(
  { curves, library }: Pick<StudyInspection, 'curves' | 'library'>,
  id?: number | string,
) {
  const savable = (chart: Chart): Figure =>
    id === undefined
      ? chart
      : {
          ...chart,
          saved: (ending, width) => paths.studyChart(id, `${chart.id}.${ending}`, { width }),
        }
  const rgs = rgsOf(library.models)
  const inWater = library.models.flatMap(({ rgInWater }) => rgInWater ?? [])
  return {
    curves: curves.map((curve, m) => {
      const { guinier, distances } = curve
      const mark = placeMark(m)
      return {
        curve: savable(curveChart(curve, mark)),
        guinier: guinier ? savable(guinierChart({ curve, guinier }, mark)) : null,
        kratky: guinier ? savable(kratkyChart({ curve, guinier }, mark)) : null,
        distances: distances ? savable(distancesChart(distances, { id: `distances${mark}` })) : null,
      }
    }),
    sizes:
      rgs.length > 1 ? savable(sizesOf(inWater.length > 0 ? inWater : rgs, curves[0]?.guinier?.rg)) : null,
  }
}

export type StudyCharts = ReturnType<typeof studyCharts>

/** Every chart, whatever it is of. */
export const allStudyCharts = ({ curves, sizes }: StudyCharts) => [...curves.flatMap(Object.values), sizes]

/** The radii of gyration that are known, A. */
export const rgsOf = (models: { rg: number | null }[]) =>
  models.flatMap(({ rg }) => (rg === null ? [] : [rg]))

const sizesOf = (rgs: number[], curveRg: number | undefined) =>
  histogramChart({
    id: 'library-rg',
    title: 'Rg of the models in water',
    caption:
      'Models with a usual hydration shell, as a curve shows them. The library should reach well below and above the Rg of the curve: weights cannot invent what no model shows.',
    label: 'Rg (Å)',
    bins: binsOf(rgs, undefined, curveRg),
    mark: curveRg === undefined ? undefined : { at: curveRg, text: 'curve' },
  })
