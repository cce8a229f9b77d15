import type { IntervalEstimate, ModelResult, Species } from '../contract.ts'
import { intervalOf } from './distributions.ts'
import type { Draws } from './draws.ts'

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
 * `column` gives the place of each model of the draws in the library, [K']. O(D K').
 */
export function mixtureOf(
  { species, masses, volumes }: Mixture,
  models: ModelResult[],
  column: number[],
  draws: Draws,
): { species: Species[]; models: ModelResult[] } {
  const shares = [
    fractionsOf(draws, undefined),
    fractionsOf(
      draws,
      column.map(k => masses[k]),
    ),
    fractionsOf(
      draws,
      column.map(k => volumes[k]),
    ),
  ]
  const [, mass, volume] = shares
  const places = new Map(column.map((k, place) => [k, place]))
  const summed = (fractions: Float64Array, isOf: (place: number) => boolean) =>
    intervalOf(sumsOf(fractions, draws, isOf))
  const none = { mean: 0, q025: 0, q975: 0 }
  const fractionOf = (fractions: Float64Array, k: number): IntervalEstimate => {
    const place = places.get(k)
    return place === undefined ? none : summed(fractions, each => each === place)
  }
  const kinds = Array.from({ length: Math.max(...species) + 1 }, (_, kind) => kind)
  return {
    species: kinds.map(kind => {
      const members = Array.from(species.keys()).filter(k => species[k] === kind)
      const isOf = (place: number) => species[column[place]] === kind
      const [numberFraction, massFraction, volumeFraction] = shares.map(each => summed(each, isOf))
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
      massFraction: fractionOf(mass, k),
      volumeFraction: fractionOf(volume, k),
    })),
  }
}

/** w_k a_k/sum w a of each draw, [D, K'] row-major; the weights themselves where all amounts a are 1. */
function fractionsOf({ count, modelCount, weights }: Draws, amounts: number[] | undefined): Float64Array {
  const fractions = Float64Array.from(weights)
  if (!amounts) return fractions
  for (let d = 0; d < count; d++) {
    const row = fractions.subarray(d * modelCount, (d + 1) * modelCount)
    let sum = 0
    for (let k = 0; k < modelCount; k++) sum += row[k] * amounts[k]
    for (let k = 0; k < modelCount; k++) row[k] *= amounts[k] / sum
  }
  return fractions
}

function sumsOf(
  fractions: Float64Array,
  { count, modelCount }: Draws,
  isOf: (place: number) => boolean,
): Float64Array {
  const places = Array.from({ length: modelCount }, (_, place) => place).filter(isOf)
  return Float64Array.from({ length: count }, (_, d) =>
    places.reduce((sum, place) => sum + fractions[d * modelCount + place], 0),
  )
}

const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
