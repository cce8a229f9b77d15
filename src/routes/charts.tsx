import { Elysia, t } from 'elysia'
import { findStudyOf } from '#db/studies.ts'
import { drawingStyle } from '#src/analyses/drawingStyle.ts'
import { findResultOf } from '#src/analyses/outcome.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { findChart, resultCharts } from '#views/analyses/resultCharts.ts'
import { chartCsv, ExportedChart } from '#views/charts/exported.tsx'
import type { Chart } from '#views/charts/figure.tsx'
import { studyCharts } from '#views/studies/studyCharts.ts'
import { csvLine } from '../csv.ts'
import { notFound } from '../errors.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

const file = t.String({ maxLength: 60 })
const params = t.Object({ ...byId.properties, file })
const width = t.Optional(t.Union([t.Literal('85'), t.Literal('175')]))
const query = t.Object({ ...chartChoice, width })

/** Each chart of a study or result as a file: a drawing as wide as a journal's columns, or the data behind it. */
export function chartRoutes(deps: Deps) {
  const { db, files } = deps
  return new Elysia()
    .use(pages(deps))
    .get(
      '/studies/:id/charts/:file',
      async ({ visit, params, query }) => {
        const viewer = memberOf(visit)
        const study = await findStudyOf(db.read, viewer.id, params.id)
        const found = study && (await readInspection(files.study(viewer.id, study.id), study.libraryName))
        if (!found) throw notFound('chart')
        const find = (id: string) => Object.values(studyCharts(found)).find(chart => chart?.id === id)
        return chartFile(find, params.file, query.width, study.name)
      },
      { params, query: t.Object({ width }) },
    )
    .get(
      '/analyses/:id/charts/:file',
      async ({ visit, params, query: { width, ...choice } }) => {
        const { analysis, outcome } = await findResultOf(deps, memberOf(visit).id, params.id)
        const find = (id: string) => findChart(resultCharts('', outcome, choice), id)
        return chartFile(find, params.file, width, analysis.name)
      },
      { params, query },
    )
    .get(
      '/analyses/example/charts/:file',
      async ({ params, query: { width, ...choice } }) => {
        const { outcome } = await openPublicExample()
        const find = (id: string) => findChart(resultCharts('', outcome, choice), id)
        return chartFile(find, params.file, width, 'BioCE example')
      },
      { params: t.Object({ file }), query },
    )
}

/** A model may be called anything; with one of these the whole drawing could not be opened. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** @throws AppError not_found there is no such chart */
function chartFile(
  find: (id: string) => Chart | null | undefined,
  file: string,
  width: '85' | '175' | undefined,
  name: string,
): Response {
  const [, id = '', ending] = /^(.+)\.(svg|csv)$/.exec(file) ?? []
  const chart = find(id)
  if (!chart || !ending) throw notFound('chart')
  const text =
    ending === 'csv'
      ? `${chartCsv(chart).map(csvLine).join('\n')}\n`
      : String(
          <ExportedChart chart={chart} width={width === '85' ? 85 : 175} style={drawingStyle} />,
        ).replace(notInXml, '')
  return download(text, `${name} ${file}`)
}
