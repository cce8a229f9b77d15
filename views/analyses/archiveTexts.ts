import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { ArchiveTexts } from '#src/analyses/resultArchive.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { savedDrawing } from '../charts/exported.tsx'
import { referenceText } from '../pages/references.ts'
import { cited, methodsText } from './reportText.tsx'
import { resultCharts } from './resultCharts.ts'

/** What is drawn and written for the archive of a result. */
export const archiveTexts: ArchiveTexts = {
  figure: (outcome, style) => savedDrawing({ chart: resultCharts(0, outcome).composed, width: 175, style }),
  readme: (title, list, outcome) =>
    `${[title, section('Files', list), ...(outcome ? paperSections(outcome) : [])].join('\n\n')}\n`,
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
