import { Elysia, t } from 'elysia'
import { findStudyOf } from '#db/studies.ts'
import { drawingStyle } from '#src/analyses/drawingStyle.ts'
import { figurePdf } from '#src/analyses/figurePdf.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { crumbsToExample, crumbsToResult, crumbsToStudy } from '#views/analyses/crumbs.ts'
import { type ChartChoice, findChart, resultCharts } from '#views/analyses/resultCharts.ts'
import { seriesMark, seriesSections } from '#views/analyses/seriesCharts.ts'
import { DataTablePage } from '#views/charts/dataTable.tsx'
import { chartCsv, savedDrawing } from '#views/charts/exported.tsx'
import type { Chart, Figure } from '#views/charts/figure.tsx'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { allStudyCharts, studyCharts } from '#views/studies/studyCharts.ts'
import type { Crumb } from '#views/ui/breadcrumbs.tsx'
import { csvLine } from '../csv.ts'
import { notFound } from '../errors.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { analysisFor, byResult, resultFor } from '../plugins/resultFor.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

const file = t.String({ maxLength: 100 })
const params = t.Object({ ...byId.properties, file })
const width = t.Optional(t.Union([t.Literal('85'), t.Literal('175')]))
const query = t.Object({ ...chartChoice, width })

/** Each chart of a study or result: a drawing as wide as a journal's columns, or the data behind it as a file or a page. */
export function chartRoutes(deps: Deps) {
  const { config, db, files } = deps

  /** The charts of a result: those of the built-in method, or of what the manifest of another one has shown. */
  async function chartsFor(visit: Visit, id: number | string, choice: ChartChoice) {
    const { analysis, ...facts } = await analysisFor(deps, visit, id)
    if (isBuiltIn(analysis)) {
      const { outcome } = await resultFor(deps, visit, id)
      const charts = resultCharts(id, outcome, choice)
      return { ...facts, find: (name: string) => findChart(charts, name), models: outcome.result.models }
    }
    const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
    const { shown } = await methodOutcome(manifestOf(config, analysis, folder), analysis, folder)
    const charts = shown
      .flatMap(part => (part.kind === 'series' ? seriesSections(id, seriesMark(part.file), part.series) : []))
      .flatMap(section => section.charts)
    return { ...facts, find: (name: string) => charts.find(chart => chart.id === name), models: [] }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.studyChart.pattern,
      async ({ html, frame, visit, params, query }) => {
        const viewer = memberOf(visit)
        const study = await findStudyOf(db.read, viewer.id, params.id)
        const found = study && (await readInspection(files.study(viewer.id, study.id), libraryNameOf(study)))
        if (!found) throw notFound('chart')
        const charts = allStudyCharts(studyCharts(found, study.id))
        const { chart, ending } = chosen(params.file, id => charts.find(chart => chart?.id === id))
        if (ending === 'html')
          return html(<ChartPage frame={frame} crumbs={crumbsToStudy(study)} chart={chart} />)
        return chartFile(chart, ending, query.width, study.name, [])
      },
      { params, query: t.Object({ width }) },
    )
    .get(
      paths.analysisChart.pattern,
      async ({ html, frame, visit, params, query: { width, ...choice } }) => {
        const { id } = params
        const { name, study, find, models } = await chartsFor(visit, id, choice)
        const { chart, ending } = chosen(params.file, find)
        if (ending === 'html')
          return html(<ChartPage frame={frame} crumbs={crumbsToResult(study, { id, name })} chart={chart} />)
        return chartFile(chart, ending, width, [study?.name, name].filter(Boolean).join(' '), models)
      },
      { params: t.Object({ ...byResult.properties, file }), query },
    )
    .get(
      paths.publicExampleChart.pattern,
      async ({ html, frame, params, query: { width, ...choice } }) => {
        const { outcome } = await openPublicExample()
        const charts = resultCharts('example', outcome, choice)
        const { chart, ending } = chosen(params.file, id => findChart(charts, id))
        if (ending === 'html') return html(<ChartPage frame={frame} crumbs={crumbsToExample} chart={chart} />)
        return chartFile(chart, ending, width, 'BioCE example', outcome.result.models)
      },
      { params: t.Object({ file }), query },
    )
}

function ChartPage({ frame, crumbs, chart }: { frame: Frame; crumbs: Crumb[]; chart: Figure }) {
  const { title, table, saved } = chart
  return <DataTablePage frame={frame} crumbs={crumbs} title={title} table={table()} saved={saved!} />
}

/** @throws AppError not_found there is no such chart, or not in this form */
function chosen(file: string, find: (id: string) => Figure | null | undefined) {
  const [, id = '', ending] = /^(.+)\.(svg|pdf|csv|html)$/.exec(file) ?? []
  const chart = find(id)
  if (!chart || !ending) throw notFound('chart')
  return { chart, ending }
}

async function chartFile(
  chart: Chart,
  ending: string,
  width: '85' | '175' | undefined,
  name: string,
  models: { name: string }[],
): Promise<Response> {
  const fileName = `${name} ${chart.id}.${ending}`
  if (ending === 'csv') return download(`${chartCsv(chart).map(csvLine).join('\n')}\n`, fileName)
  const svg = savedDrawing({ chart, width: width === '85' ? 85 : 175, style: drawingStyle })
  if (ending === 'svg') return download(svg, fileName)
  const names = models.map(model => model.name)
  return download(new Blob([await figurePdf(svg, chart.title, names)]), fileName)
}
