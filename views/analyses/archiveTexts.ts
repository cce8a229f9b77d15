import type { ArchiveTexts } from '#src/analyses/archiveFiles.ts'
import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { chartCsv, savedDrawing } from '../charts/exported.tsx'
import { savedWidths } from '../charts/savedFiles.tsx'
import { referenceText } from '../pages/references.ts'
import { typeset } from '../ui/typeset.tsx'
import { ArchivedReport } from './archivedReport.tsx'
import { cited, methodsText } from './reportText.tsx'
import { resultCharts } from './resultCharts.ts'

/** What is drawn and written for the archive of a result. */
export const archiveTexts: ArchiveTexts = {
  figures: (outcome, style) =>
    figuresOf(outcome).map(chart => ({
      name: chart.id.replace(/-(chart|drawing)$/, ''),
      title: chart.title,
      caption: chart.caption,
      drawings: savedWidths.map(mm => ({ mm, svg: savedDrawing({ chart, width: mm, style }) })),
      table: chart.id === 'figure' ? null : chartCsv(chart),
    })),
  report: facts => typeset(String(ArchivedReport(facts))),
  readme: ({ facts, list, outcome }) => {
    const width = Math.max(...facts.map(([name]) => name.length))
    const title = facts
      .slice(0, 2)
      .map(([, value]) => oneLine(value))
      .join(', ')
    const about = facts.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(value)}`).join('\n')
    const parts = [`${title}\n${'='.repeat(title.length)}`, about, section('Files', list)]
    return `${[...parts, ...(outcome ? paperSections(outcome) : [])].join('\n\n')}\n`
  },
}

/** What people named stays on its line. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')

/** First the one that holds the others. */
function figuresOf(outcome: AnalysisOutcome) {
  const { composed, fit, furtherFits, weights, ensemble, sizes, distances } = resultCharts(0, outcome)
  return [composed, fit, ...furtherFits, weights, ensemble, ...sizes, ...distances].filter(
    chart => chart !== null,
  )
}

const paperSections = ({ result }: AnalysisOutcome) => [
  section('Methods', methodsText(result)),
  section('How to cite', citation(result)),
]

const section = (title: string, text: string) => `${title}\n${'-'.repeat(title.length)}\n\n${text}`

function citation(result: Result): string {
  const { name, version } = result.program
  const [method, ...others] = cited(result).map(referenceText)
  return [
    `Please cite the method and report the version of the program, ${name} ${version}:`,
    method,
    'The guidelines for publishing, and what else the paragraph on the methods refers to:',
    ...others,
  ].join('\n\n')
}
