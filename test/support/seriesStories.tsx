import type { Shown } from '#src/analyses/methodOutcome.ts'
import { type SeriesView, seriesViewOf } from '#src/analyses/seriesView.ts'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import { withTypedFields } from '#src/plugins/receiveInputs.ts'
import { MethodReportPage } from '#views/analyses/methodReport.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { SeriesOfCurvesPage, StudyOfCurvesPage } from '#views/studies/curvesAnew.tsx'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'
import { kinetics } from '../ensemble/madeUpSeries.ts'
import { analysis, frameAt, resultFiles } from './storyData.ts'

/** Pages of a series of curves: two steps in a row, of 16 models. */

const seriesManifest = shippedMethods.find(({ name }) => name === 'series')!
const inputs = withTypedFields(seriesManifest.inputs!)
/** Fields that its manifest explains. */
export const ofSeries = inputs.flatMap(({ name, typedAs = name }) => [name, typedAs])
const times = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const weights = kinetics(times, 16, 3)
const noise = (t: number, k: number) => 0.03 * Math.sin(7.3 * t + 3.1 * k)
const cells = (mean: number, width: number) =>
  [mean, Math.max(0, mean - width), mean + width].map(value => value.toPrecision(5))
const rowsOf = (
  kind: string,
  name: string,
  unit: string,
  of: (t: number) => number,
  width: number,
  k: number,
) =>
  times.map((time, t) => [
    ...[`t${t}.dat`, String(time), kind, name, unit],
    ...cells(of(t) + width * 15 * noise(t, k), width),
    ...cells(of(t), width / 2),
  ])
const share = (t: number, from: number, to: number) =>
  weights[t]!.slice(from, to).reduce((sum, weight) => sum + weight, 0)
/** 1 / sum of the squared weights. */
const effectiveModels = (t: number) => 1 / weights[t]!.reduce((sum, weight) => sum + weight ** 2, 0)

export const seriesTable = {
  head: 'curve,time (s),quantity,name,unit,alone_mean,alone_lower,alone_upper,smooth_mean,smooth_lower,smooth_upper'.split(
    ',',
  ),
  rows: [
    ...weights[0]!.flatMap((_, k) =>
      rowsOf('weight', `conformer-${k + 1}`, '', t => weights[t]![k]!, 0.06, k),
    ),
    ...rowsOf('group', 'compact', '', t => share(t, 0, 6), 0.1, 20),
    ...rowsOf('group', 'extended', '', t => share(t, 6, 16), 0.1, 21),
    ...rowsOf('mean', 'rg', 'A', t => 22 + 9 * share(t, 8, 16), 1.4, 22),
    ...rowsOf('mean', 'dmax', 'A', t => 71 + 31 * share(t, 8, 16), 5, 23),
    ...rowsOf('effective models', 'effective models', '', effectiveModels, 0.2, 24),
    ...times.map((time, t) => [
      ...[`t${t}.dat`, String(time), 'chi2 per point', 'chi2 per point', ''],
      ...[String(1 + noise(t, 9)), '', '', String(1.03 + noise(t, 9)), '', ''],
    ]),
  ],
}

const shown: Shown[] = [
  {
    kind: 'markdown',
    file: 'remarks.md',
    title: 'What to know',
    text: '- Mixtures of these models explain every curve, and the sampling has converged.\n',
  },
  {
    kind: 'series',
    file: 'series.csv',
    title: 'The ensemble over the variable',
    description:
      'Means and 95 % intervals of every weight, group and average: each curve alone, and all curves together.',
    table: seriesTable,
    series: seriesViewOf(seriesTable) as SeriesView,
  },
]
const facts = {
  study: { id: 7, name: 'Refolding after mixing' },
  analysis,
  numbers: [
    { name: 'curves', label: 'Curves', value: times.length },
    { name: 'models', label: 'Models in the inference', value: 16 },
    { name: 'misfits', label: 'Curves that no mixture explains', value: 0, grade: 'good' as const },
  ],
  shown,
}

const several = { id: 7, name: 'Unfolding in urea' }

export const seriesStories = {
  uploadInputsAsSeries: () => (
    <SeriesOfCurvesPage
      frame={frameAt('/studies/7/curves')}
      form={{
        values: { name: 'Urea', list_typed: 'file,urea (M)\nu0.dat,0\nu15.dat,1.5\nu3.dat,3' },
        errors: { name: 'You have a study named "Urea" already.' },
      }}
      study={several}
    />
  ),
  uploadInputsAsStudy: () => (
    <StudyOfCurvesPage
      frame={frameAt('/studies/7/curves')}
      form={{ values: { curves: '0\n2' }, errors: {} }}
      study={several}
      curves={['t0.dat', 't1.dat', 't2.dat', 't3.dat']}
    />
  ),
  seriesOfOne: () => (
    <SeriesOfCurvesPage
      frame={frameAt('/studies/7/curves')}
      form={{ values: {}, errors: {} }}
      study={several}
      obstacle="A series needs two curves or more, and this study has one."
    />
  ),
  uploadInputsSeries: () => (
    <UploadInputsPage
      frame={frameAt('/studies/new/series')}
      form={{
        values: { name: 'Unfolding in urea', list_typed: 'file,urea (M)\nu0.dat,0\nu1.dat,1.5' },
        errors: { list: 'Choose a file or type it, not both.' },
      }}
      method={{ ...seriesManifest, inputs }}
      limits={{ studies: { used: 2, limit: 20 }, requestBytesMax: 1e8 }}
    />
  ),
  seriesResult: () => (
    <MethodResultPage
      {...facts}
      frame={frameAt('/analyses/31')}
      files={resultFiles}
      method={{ name: 'series', version: '1.1' }}
    />
  ),
  seriesReport: () => (
    <MethodReportPage
      {...facts}
      frame={frameAt('/analyses/31/report')}
      method={{ name: 'series', title: 'Series of curves', version: '1.1' }}
      inputs={[
        { name: 't0.dat', sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4' },
      ]}
    />
  ),
}
