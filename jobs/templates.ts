import { adviceFor } from '#src/analyses/reasons.ts'
import { analysisDone, analysisFailed } from '#views/emails/analysis.ts'
import { renderLetter } from '#views/emails/letter.tsx'
import type { Template } from './compose.ts'

interface AnalysisFacts {
  analysisId: number
  analysis: string
  study: string
  firstName: string
}

const done: Template = (facts: AnalysisFacts, { origin }) =>
  renderLetter(analysisDone({ ...facts, origin }), facts.firstName, origin)

const failed: Template = (facts: AnalysisFacts & { reason: string; message: string }, { origin }) =>
  renderLetter(analysisFailed({ ...facts, origin, advice: adviceFor(facts.reason) }), facts.firstName, origin)

/** Every letter that the outbox may hold. */
export const templates: Readonly<Record<string, Template>> = {
  analysis_done: done,
  analysis_failed: failed,
}
