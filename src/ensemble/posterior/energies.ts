import type { EnergiesResult } from '../contract.ts'
import type { Problem } from '../problem.ts'
import { spreadOf } from '../sample/energies.ts'
import type { Settings } from '../settings.ts'
import { byChain, type Draws } from './draws.ts'
import { summaryOf } from './summary.ts'

/** Spreads of the energies beyond which the temperature makes all exponents alike: of the prior a quarter lies there. */
const ignoredBeyond = 10

/** How far the data follow the energies of the library; null without energies, with one model, and with a Boltzmann shift. */
export function energiesResult(
  { energies }: Problem,
  draws: Draws,
  settings: Settings,
): EnergiesResult | null {
  if (!energies || draws.modelCount === 1 || settings.energyPrior !== 'softmax') return null
  const spread = spreadOf(energies)
  let ignored = 0
  for (const temperature of draws.temperature) if (temperature > ignoredBeyond * spread) ignored++
  return { spread, temperature: summaryOf(byChain(draws, draws.temperature)), ignored: ignored / draws.count }
}
