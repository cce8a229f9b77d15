import type { Target } from './target.ts'

/**
 * A cost model that is the same on every machine: what is decided by it, such as how long to sample for precision, must
 * not depend on a clock. Nanoseconds of one core, fitted to 5 to 500 models.
 */

/** Nanoseconds of work between two reports of one group. */
const batchNanoseconds = 8e7
/** Less work than this is done where it is: it takes about as long to send it to another thread and back. */
const worthSendingNanoseconds = 5e7

/** One sweep of one walker. */
export function sweepNanoseconds(target: Target): number {
  const { modelCount, nodes, shifts, energyPrior, inclusion, exponentSum, large, orders } = target
  const width = nodes[0].curves.rank + (shifts?.rank ?? 0)
  if (large) return 6e4 + 10 * modelCount
  if (inclusion) return (orders ? 10_000 : 8000) + modelCount * (200 + 12 * width)
  const shares = shifts || energyPrior || exponentSum > 1 + 1e-9
  return 4000 + modelCount * ((shares ? 400 : 40) + 3 * width)
}

/** Iterations of one group between two reports. */
export function batchIterations(target: Target, rungs: number): number {
  return Math.max(1, Math.min(1000, Math.floor(batchNanoseconds / (rungs * sweepNanoseconds(target)))))
}

/** Whether so many sweeps are worth another thread. */
export function worthSending(target: Target, sweeps: number): boolean {
  return sweeps * sweepNanoseconds(target) > worthSendingNanoseconds
}
