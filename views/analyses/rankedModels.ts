import type { ModelResult } from '#src/ensemble/contract.ts'

/** Models with their place in the library, the largest weight first. */
export const rankedModels = (models: ModelResult[]) =>
  models
    .map((model, index) => ({ model, index }))
    .toSorted((a, b) => b.model.weight.mean - a.model.weight.mean)
