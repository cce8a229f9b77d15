import type { Analysis, Study } from '#db/schema.ts'
import { describeAnalysis } from '../analyses/parameters.ts'

/** What the inspection left in a study's row. */
export interface StudyFacts {
  files: { name: string; bytes: number; meaning: string }[]
  warnings: string[]
}

export const factsOf = (study: Study) => study.facts as unknown as StudyFacts

/** A study as lists show it. */
export function studyRow(study: Study, analyses: number) {
  return {
    id: study.id,
    name: study.name,
    createdAt: new Date(study.createdAt),
    models: study.modelCount,
    points: study.pointCount,
    bytes: study.bytes,
    analyses,
    files: factsOf(study).files,
  }
}

/** An analysis as lists show it. */
export function analysisRow(analysis: Analysis, study: Study) {
  return {
    id: analysis.id,
    name: analysis.name,
    study: { id: study.id, name: study.name },
    state: analysis.state,
    share: analysis.state === 'running' ? (analysis.progress?.share ?? null) : null,
    parameters: describeAnalysis(analysis),
    createdAt: new Date(analysis.createdAt),
  }
}
