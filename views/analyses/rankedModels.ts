import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { ModelResult } from '#src/ensemble/contract.ts'
import { coloursOf } from '#static/modelColours.ts'

/** A model with its place in the library and its colour. */
export interface RankedModel {
  model: ModelResult
  index: number
  colour: string
}

/** All models, the largest weight first. */
export function rankedModels(models: ModelResult[]): RankedModel[] {
  const colours = coloursOf(models.map(({ weight }) => weight.mean))
  return models
    .map((model, index) => ({ model, index, colour: colours[index]! }))
    .toSorted((a, b) => b.model.weight.mean - a.model.weight.mean)
}

/** The same by name, for lists that know no more of a model. */
export const modelsByName = (models: ModelResult[]) =>
  new Map(rankedModels(models).map(ranked => [ranked.model.name, ranked]))

/** By what a long table of models can be ordered. */
export const weightOrders = { weight: 'weight', name: 'name', rg: 'Rg', dmax: 'Dmax' }
export type WeightOrder = keyof typeof weightOrders

/** Models in an order: names and sizes rise. */
export function ordered(
  ranked: RankedModel[],
  order: WeightOrder,
  sizes: AnalysisOutcome['sizes'],
): RankedModel[] {
  if (order === 'weight') return ranked
  if (order === 'name')
    return ranked.toSorted((a, b) => a.model.name.localeCompare(b.model.name, 'en', { numeric: true }))
  const sizeOf = ({ index }: RankedModel) => sizes[index]?.[order] ?? 0
  return ranked.toSorted((a, b) => sizeOf(a) - sizeOf(b))
}
