import type { IntervalEstimate, SeriesFile, SeriesState } from '#src/ensemble/contract.ts'

/** A quantity of every curve, and where its interval stands in a state. */
export interface SeriesQuantity {
  kind: 'weight' | 'group' | 'mean' | 'effective models'
  name: string
  unit: string
  /** Null where nothing is told. */
  of(state: SeriesState<IntervalEstimate | null>): IntervalEstimate | null
}

/** What a series tells of each curve, in the order of its table. */
export function quantitiesOf({ models, groups, properties }: SeriesFile): SeriesQuantity[] {
  return [
    ...models.map(
      (name, k): SeriesQuantity => ({ kind: 'weight', name, unit: '', of: ({ weights }) => weights[k]! }),
    ),
    ...groups.map(
      ({ label }, g): SeriesQuantity => ({
        kind: 'group',
        name: label,
        unit: '',
        of: state => state.groups[g]!,
      }),
    ),
    ...properties.map(
      ({ name, unit }, p): SeriesQuantity => ({
        kind: 'mean',
        name,
        unit,
        of: state => state.properties[p]!,
      }),
    ),
    {
      kind: 'effective models',
      name: 'effective models',
      unit: '',
      of: ({ effectiveModels }) => effectiveModels,
    },
  ]
}

export const withUnit = (name: string, unit: string) => (unit ? `${name} (${unit})` : name)
