import type { PriorResult } from '../contract.ts'
import { exp } from '../numeric/elementary.ts'
import type { Settings } from '../settings.ts'
import { byChain, type Draws } from './draws.ts'
import { summaryOf } from './summary.ts'

/** N_eff = 1/sum w_k^2 of each draw: how many models of equal weight would be as uneven. [D] */
export function effectiveModelsOf({ count, weights: { starts, values } }: Draws): Float64Array {
  return Float64Array.from({ length: count }, (_, d) => {
    let sum = 0
    for (let i = starts[d]; i < starts[d + 1]; i++) sum += values[i] ** 2
    return 1 / sum
  })
}

/** The models that take part in each draw, [D]. */
export function memberCounts({ count, weights: { starts } }: Draws): Float64Array {
  return Float64Array.from({ length: count }, (_, d) => starts[d + 1] - starts[d])
}

/** The prior of the weights that was used, and what the data say of what it leaves open. */
export function priorResult(settings: Settings, draws: Draws, energies: boolean): PriorResult {
  if (energies)
    return {
      kind: 'energies',
      sentence: sentences.energies,
      exponent: null,
      members: null,
      memberShares: null,
    }
  if (settings.prior !== 'inclusion')
    return {
      kind: 'dirichlet',
      sentence: sentences.dirichlet,
      exponent: settings.prior,
      members: null,
      memberShares: null,
    }
  if (draws.modelCount === 1)
    return {
      kind: 'inclusion',
      sentence: sentences.inclusion,
      exponent: null,
      members: null,
      memberShares: [1],
    }
  const members = memberCounts(draws)
  const shares = new Array<number>(draws.modelCount).fill(0)
  for (const n of members) shares[n - 1] += 1 / draws.count
  const last = shares.findLastIndex(share => share > 0)
  return {
    kind: 'inclusion',
    sentence: sentences.inclusion,
    exponent: summaryOf(byChain(draws, draws.hyper.map(exp))),
    members: summaryOf(byChain(draws, members)),
    memberShares: shares.slice(0, last + 1),
  }
}

const sentences: Record<PriorResult['kind'], string> = {
  inclusion:
    'Before the curve was seen, any number of models could take part, few being likelier than many, and their weights could be even or uneven.',
  dirichlet:
    'Before the curve was seen, the weights of all models had a Dirichlet prior with the same exponent.',
  energies:
    'Before the curve was seen, the weights followed the energies of the models, as far as the data let the energies be trusted.',
}

const concentrationStep = 0.05

/** sd of a single weight of a library of so many models before the data; null where energies make them differ. */
export function priorSdOf({ kind, exponent }: PriorResult, modelCount: number): number | null {
  if (kind === 'energies') return null
  const mean = 1 / modelCount
  if (kind === 'dirichlet') return Math.sqrt((mean * (1 - mean)) / (modelCount * (exponent as number) + 1))
  let [square, mass] = [0, 0]
  for (let h = -6; h <= 6; h += concentrationStep) {
    const a = exp(h)
    const density = exp(-0.5 * h * h)
    for (let n = 1; n <= modelCount; n++) {
      // A model is among n with probability n/K, and then E[w^2] = (a + 1)/(n (n a + 1)).
      square += (density / n) * (n / modelCount) * ((a + 1) / (n * (n * a + 1)))
      mass += density / n
    }
  }
  return Math.sqrt(square / mass - mean * mean)
}
