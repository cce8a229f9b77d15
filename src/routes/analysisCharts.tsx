import { Elysia, type Static, t } from 'elysia'
import { drawingStyle } from '#src/analyses/drawingStyle.ts'
import { findResultOf, type Outcome } from '#src/analyses/outcome.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { findChart, resultCharts } from '#views/analyses/resultCharts.ts'
import { chartCsv, ExportedChart } from '#views/charts/exported.tsx'
import { csvLine } from '../csv.ts'
import { notFound } from '../errors.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

const file = t.String({ maxLength: 60 })
const query = t.Object({
  ...chartChoice,
  width: t.Optional(t.Union([t.Literal('85'), t.Literal('175')])),
})

/** Each chart of a result as a file: a drawing at the width of a journal's columns, or the data behind it. */
export function analysisChartRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      '/analyses/:id/charts/:file',
      async ({ visit, params, query }) => {
        const { analysis, outcome } = await findResultOf(deps, memberOf(visit).id, params.id)
        return chartFile(outcome, params.file, query, analysis.name)
      },
      { params: t.Object({ ...byId.properties, file }), query },
    )
    .get(
      '/analyses/example/charts/:file',
      async ({ params, query }) =>
        chartFile((await openPublicExample()).outcome, params.file, query, 'BioCE example'),
      { params: t.Object({ file }), query },
    )
}

/** @throws AppError not_found the result has no such chart */
function chartFile(outcome: Outcome, file: string, { width, ...choice }: Static<typeof query>, name: string) {
  const [, id = '', ending] = /^(.+)\.(svg|csv)$/.exec(file) ?? []
  const chart = findChart(resultCharts('', outcome, choice), id)
  if (!chart || !ending) throw notFound('chart')
  const text =
    ending === 'csv'
      ? `${chartCsv(chart).map(csvLine).join('\n')}\n`
      : String(<ExportedChart chart={chart} width={width === '85' ? 85 : 175} style={drawingStyle} />)
  return download(text, `${name} ${file}`)
}
