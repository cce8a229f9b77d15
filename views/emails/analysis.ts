import { paths } from '../paths.ts'
import { formatDuration } from '../ui/numbers.ts'
import type { MailDraft } from './mailLayout.tsx'

export interface AnalysisMailFacts {
  origin: string
  analysisId: number | string
  analysis: string
  study: string
  seconds?: number | null
}

/** Of an analysis that is done. `verdict` is the first line of its page. */
export function analysisDone(facts: AnalysisMailFacts & { verdict?: string | null }): MailDraft {
  const took = facts.seconds ? ` after ${formatDuration(facts.seconds)}` : ''
  return {
    subject: `Done: ${facts.analysis} (${facts.study})`,
    paragraphs: [
      `The analysis “${facts.analysis}” of the study “${facts.study}” is done${took}.`,
      ...(facts.verdict ? [facts.verdict] : []),
    ],
    action: { text: 'Open the result', url: facts.origin + paths.analysis(facts.analysisId) },
  }
}

/** Of an analysis that failed: the cause in words, and what to try. */
export function analysisFailed(
  facts: AnalysisMailFacts & { message: string; advice?: string | null },
): MailDraft {
  return {
    subject: `Failed: ${facts.analysis} (${facts.study})`,
    paragraphs: [
      `The analysis “${facts.analysis}” of the study “${facts.study}” ended without a result.`,
      facts.message,
      ...(facts.advice ? [facts.advice] : []),
    ],
    action: { text: 'Open the analysis', url: facts.origin + paths.analysis(facts.analysisId) },
    after: ['Your files and parameters are kept, so you can change a setting and run it again.'],
  }
}
