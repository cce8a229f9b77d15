import { paths } from '#views/paths.ts'
import type { Template } from './compose.ts'

interface AnalysisFacts {
  analysisId: number
  analysis: string
  study: string
  firstName: string
  message?: string
}

const analysisDone: Template = (facts: AnalysisFacts, { origin }) => ({
  subject: `Done: ${facts.analysis} (${facts.study})`,
  text: `Dear ${facts.firstName},\n\nyour analysis "${facts.analysis}" of "${facts.study}" is done:\n${origin}${paths.analysis(facts.analysisId)}\n`,
})

const analysisFailed: Template = (facts: AnalysisFacts, { origin }) => ({
  subject: `Failed: ${facts.analysis} (${facts.study})`,
  text: `Dear ${facts.firstName},\n\nyour analysis "${facts.analysis}" of "${facts.study}" ended without a result: ${facts.message}\nWhat to try is on its page:\n${origin}${paths.analysis(facts.analysisId)}\n`,
})

/** Every letter that the outbox may hold. */
export const templates: Readonly<Record<string, Template>> = {
  analysis_done: analysisDone,
  analysis_failed: analysisFailed,
}
