import type { EvidenceEstimate } from '../contract.ts'
import { hypot } from '../numeric/elementary.ts'
import { normalQuantile, studentReach, studentUpperTail } from '../numeric/special.ts'

type Estimate = Pick<EvidenceEstimate, 'log' | 'error' | 'runs'>

/**
 * The first evidence less the second, `offset` added: its standard error, how far its 95 % interval reaches to either side, and how many
 * standard deviations of a normal number are as improbable as it is by chance.
 *
 * Both errors come from a few runs, so the difference is Student's t with the degrees of Welch 1947 (Biometrika 34:28).
 */
export function evidenceDifference(
  a: Estimate,
  b: Estimate,
  offset = 0,
): { difference: number; error: number; reach: number; deviations: number } {
  const difference = a.log - b.log + offset
  const error = hypot(a.error, b.error)
  if (error === 0) return { difference, error, reach: 0, deviations: difference === 0 ? 0 : farthest }
  const ratio = [a, b].reduce((sum, each) => sum + share(each, error) ** 2 / degreesOf(each), 0)
  const degrees = 1 / ratio
  const chance = studentUpperTail(Math.abs(difference) / error, degrees)
  const deviations = chance > leastChance ? -normalQuantile(chance) : farthest
  return { difference, error, reach: studentReach(degrees) * error, deviations }
}

/** Beyond this many deviations chances are too small to be told apart. */
const farthest = 8
const leastChance = 1e-15

/** Share of the variance of the difference. */
const share = (estimate: Estimate, error: number) => (estimate.error / error) ** 2

/** Older results do not say how many runs they had. */
const degreesOf = ({ runs }: Estimate) => (runs === undefined ? Number.POSITIVE_INFINITY : runs - 1)
