import type { Analysis, State, Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { describeAnalysis } from '#src/method/parameters.ts'

/** What the inspection left in a study's row. */
export interface StudyFacts {
  files: { name: string; bytes: number; meaning: string }[]
  warnings: string[]
}

const studyFacts = (study: Study) => study.facts as unknown as StudyFacts

/** A study as lists show it. */
export function studyRow(study: Study, analyses: { state: State }[]) {
  return {
    id: study.id,
    name: study.name,
    createdAt: new Date(study.createdAt),
    expiresAt: study.expiresAt === null ? null : new Date(study.expiresAt),
    models: study.modelCount,
    points: study.pointCount,
    bytes: study.bytes,
    analyses: analyses.length,
    results: analyses.filter(analysis => analysis.state === 'done').length,
    files: studyFacts(study).files,
  }
}

/** An analysis as lists show it. */
export function analysisRow(
  analysis: Pick<Analysis, 'id' | 'name' | 'state' | 'progress' | 'method' | 'parameters' | 'createdAt'>,
  study: Pick<Study, 'id' | 'name'>,
) {
  return {
    id: analysis.id,
    name: analysis.name,
    study: { id: study.id, name: study.name },
    state: analysis.state,
    share: analysis.state === 'running' ? (analysis.progress?.share ?? null) : null,
    parameters: describeAnalysis(analysis),
    builtIn: isBuiltIn(analysis),
    createdAt: new Date(analysis.createdAt),
  }
}
