import type { ResultNumber } from '#src/analyses/methodOutcome.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { mailSentence } from '../analyses/methodNumbers.ts'
import { paths } from '../paths.ts'
import { formatDuration, formatWeight } from '../ui/numbers.ts'
import { inSymbols, typographic } from '../ui/symbols.ts'
import type { MailDraft } from './mailLayout.tsx'

export interface AnalysisMailFacts {
  origin: string
  analysisId: number | string
  analysis: string
  study: string
  seconds?: number | null
}

/** What a method said of its result: ours says its verdict and the heaviest models, others say what they like. */
interface Summary {
  verdict?: unknown
  heaviest?: unknown
}

/** The sentence of a method, and its numbers. */
interface MethodSentence {
  text: string
  numbers: ResultNumber[]
}

/** Of an analysis that is done, with the first line of its page and the top of its weights. */
export function analysisDone(
  facts: AnalysisMailFacts & { summary?: Summary | null; told?: MethodSentence },
): MailDraft {
  const { verdict, heaviest } = facts.summary ?? {}
  const told = facts.told && mailSentence(facts.told.text, facts.told.numbers)
  const took = facts.seconds ? ` after ${formatDuration(facts.seconds)}` : ''
  return {
    subject: `Done: ${facts.analysis} (${facts.study})`,
    paragraphs: [
      `The analysis “${facts.analysis}” of the study “${facts.study}” is done${took}.`,
      ...(told ? [typographic(told)] : []),
      ...(typeof verdict === 'string' && verdict ? [typographic(verdict)] : []),
    ],
    facts: Array.isArray(heaviest) ? heaviest.flatMap(weightFact) : [],
    action: { text: 'Open the result', url: facts.origin + paths.analysis(facts.analysisId) },
  }
}

function weightFact(of: { model?: unknown; mean?: unknown; sd?: unknown } | null) {
  const { model, mean, sd } = of ?? {}
  if (typeof model !== 'string' || typeof mean !== 'number' || typeof sd !== 'number') return []
  return [{ name: `Weight of ${modelLabel(model)}`, value: formatWeight({ mean, sd }) }]
}

/** Of an analysis that failed: the cause in words, and what to try. */
export function analysisFailed(
  facts: AnalysisMailFacts & { message: string; advice?: string | null },
): MailDraft {
  return {
    subject: `Failed: ${facts.analysis} (${facts.study})`,
    paragraphs: [
      `The analysis “${facts.analysis}” (number ${facts.analysisId}) of the study “${facts.study}” ended without a result.`,
      inSymbols(facts.message),
      ...(facts.advice ? [inSymbols(facts.advice)] : []),
    ],
    action: { text: 'Open the analysis', url: facts.origin + paths.analysis(facts.analysisId) },
    after: ['Your files and parameters are kept, so you can change a setting and run it again.'],
  }
}
