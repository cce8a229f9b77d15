import type { Analysis, State, Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { describeAnalysis } from '#src/method/parameters.ts'
import type { Manifest } from '../analyses/manifest/manifest.ts'
import { inputsOf } from './inputs.ts'

/** A study as lists show it. */
export function studyRow(study: Study, analyses: { state: State }[]) {
  return {
    id: study.id,
    name: study.name,
    method: study.method,
    createdAt: new Date(study.createdAt),
    expiresAt: study.expiresAt === null ? null : new Date(study.expiresAt),
    models: study.details?.models ?? 0,
    points: study.details?.points ?? 0,
    bytes: study.bytes,
    analyses: analyses.length,
    results: analyses.filter(analysis => analysis.state === 'done').length,
    files: inputsOf(study).map(({ name, bytes, label }) => ({ name, bytes, meaning: label })),
  }
}

/** An analysis as lists show it. */
export function analysisRow(
  analysis: Pick<Analysis, 'id' | 'name' | 'state' | 'progress' | 'method' | 'parameters' | 'createdAt'>,
  study: Pick<Study, 'id' | 'name'>,
  methods: ReadonlyMap<string, Manifest>,
) {
  return {
    id: analysis.id,
    name: analysis.name,
    study: { id: study.id, name: study.name },
    state: analysis.state,
    share: analysis.state === 'running' ? (analysis.progress?.share ?? null) : null,
    parameters: describeAnalysis(analysis, methods.get(analysis.method)),
    builtIn: isBuiltIn(analysis),
    method: analysis.method,
    createdAt: new Date(analysis.createdAt),
  }
}
