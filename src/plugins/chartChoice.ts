import { t } from 'elysia'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import type { FitView } from '#views/charts/fitViews.ts'

const place = t.Optional(t.Numeric({ minimum: 0, maximum: 100_000, multipleOf: 1 }))

/** In 1/A; a field that was left empty is as good as none. */
const q = t.Optional(t.Union([t.Literal(''), t.Numeric({ minimum: 0, maximum: 100 })]))

const fitViews = [
  'log-linear',
  'log-log',
  'linear',
  'guinier',
  'kratky',
  'kratky-dimensionless',
  'ratio',
] satisfies FitView[]

/** What a person may choose to see of the charts of a result, in the query. */
export const chartChoice = {
  fit: t.Optional(t.Union(fitViews.map(view => t.Literal(view)))),
  from: q,
  to: q,
  curve: t.Optional(t.Numeric({ minimum: 1, maximum: curvesMax, multipleOf: 1 })),
  a: place,
  b: place,
  groups: place,
  property: place,
  above: t.Optional(t.Union([t.Literal(''), t.Numeric({ minimum: -1e9, maximum: 1e9 })])),
}
