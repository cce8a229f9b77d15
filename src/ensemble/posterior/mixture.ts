import type { IntervalEstimate, ModelResult, Species } from '../contract.ts'
import { eachColumn, type SparseRows } from '../numeric/sparseRows.ts'
import { intervalOf } from './distributions.ts'
import { type Draws, weightOf, wholeColumn } from './draws.ts'

/** What a mixture is made of: the kind of particle of each model, from 0, and the molar mass (g/mol) and displaced volume (A^3) of each model, [K]. */
export interface Mixture {
  species: number[]
  masses: number[]
  volumes: number[]
}

/**
 * What a mixture of particles of several compositions consists of, from the draws. Profiles are of one particle each, so that the
 * weights w are fractions of the number of particles; those of mass are w_k M_k/sum w M, of volume w_k V_k/sum w V, in each draw.
 *
 * `column` gives the place of each model of the draws in the library, [K']. O(active models).
 */
export function mixtureOf(
  { species, masses, volumes }: Mixture,
  models: ModelResult[],
  column: number[],
  draws: Draws,
): { species: Species[]; models: ModelResult[] } {
  const [mass, volume] = [masses, volumes].map(amounts =>
    fractionsOf(
      draws.weights,
      column.map(k => amounts[k]),
    ),
  )
  const shares = [draws.weights, mass, volume]
  const places = new Map(column.map((k, place) => [k, place]))
  const none = { mean: 0, q025: 0, q975: 0 }
  const ofModels = (weights: SparseRows): IntervalEstimate[] =>
    Array.from(eachColumn(weights, draws.count), own => intervalOf(wholeColumn(own, draws.count)))
  const [massFractions, volumeFractions] = [mass, volume].map(ofModels)
  const fractionOf = (fractions: IntervalEstimate[], k: number) => fractions[places.get(k) ?? -1] ?? none
  const kinds = Array.from({ length: Math.max(...species) + 1 }, (_, kind) => kind)
  return {
    species: kinds.map(kind => {
      const members = Array.from(species.keys()).filter(k => species[k] === kind)
      const sampled = Array.from(column.keys()).filter(place => species[column[place]] === kind)
      const [numberFraction, massFraction, volumeFraction] = shares.map(weights =>
        intervalOf(weightOf({ ...draws, weights }, sampled)),
      )
      return {
        name: models[members[0]].name,
        models: members.length,
        mass: meanOf(members.map(k => masses[k])),
        volume: meanOf(members.map(k => volumes[k])),
        numberFraction,
        massFraction,
        volumeFraction,
      }
    }),
    models: models.map((model, k) => ({
      ...model,
      species: species[k],
      massFraction: fractionOf(massFractions, k),
      volumeFraction: fractionOf(volumeFractions, k),
    })),
  }
}

/** w_k a_k/sum w a of each draw. */
function fractionsOf(weights: SparseRows, amounts: number[]): SparseRows {
  const { starts, columns } = weights
  const values = weights.values.slice()
  for (let d = 0; d + 1 < starts.length; d++) {
    let sum = 0
    for (let i = starts[d]; i < starts[d + 1]; i++) sum += values[i] * amounts[columns[i]]
    for (let i = starts[d]; i < starts[d + 1]; i++) values[i] *= amounts[columns[i]] / sum
  }
  return { ...weights, values }
}

const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
