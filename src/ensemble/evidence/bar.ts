import { exp, ln } from '../numeric/elementary.ts'
import { mapped } from '../numeric/mapped.ts'
import { mean, variance } from '../numeric/orderStatistics.ts'
import { logSumExp } from '../numeric/special.ts'

/** A log evidence, or a part of one, with its standard error from the spread over independent runs. */
export interface LogEstimate {
  log: number
  error: number
  runs: number
}

/**
 * log of E_prior[exp(-E)], the ratio of the posterior's normaliser to the prior's, over a tempering ladder.
 *
 * Bennett's acceptance ratio between neighbours, summed, once for every replicate; the estimate is the mean over
 * replicates. The error is the spread between replicates divided by sqrt(R): draws within one replicate are
 * correlated, so an error from them would be too small. `replicates` holds R >= 4 tables of energies [D, rungs] row-major of independent runs
 * on the same `betas`. Source: Bennett 1976, J. Comput. Phys. 22:245. O(R x D x rungs).
 */
export function ladderEvidence(betas: number[], replicates: Float64Array[]): LogEstimate {
  const logs = replicates.map(energies => {
    let sum = 0
    for (let rung = 0; rung + 1 < betas.length; rung++)
      sum += bennett(
        column(energies, rung, betas.length),
        column(energies, rung + 1, betas.length),
        betas[rung + 1] - betas[rung],
      )
    return sum
  })
  return { log: mean(logs), error: Math.sqrt(variance(logs) / logs.length), runs: logs.length }
}

/**
 * log(Z_1 / Z_0) for densities that differ by exp(-step E), from energies drawn at each.
 *
 * The root x of sum_0 s(-step E - x) = sum_1 s(step E + x), with s the logistic function and as many draws on both
 * sides; the left side falls with x and the right side rises, so that Newton's steps find it, halved intervals where these lead out of it. They start from what
 * the draws of one side alone say, log mean_0 exp(-step E), which is near. Energies of any size are handled without overflow.
 */
export function bennett(here: Float64Array, next: Float64Array, step: number): number {
  let [low, high] = [Infinity, -Infinity]
  for (const values of [here, next])
    for (const value of values) {
      low = Math.min(low, -step * value)
      high = Math.max(high, -step * value)
    }
  low -= 40
  high += 40
  let x = logSumExp(mapped(here, energy => -step * energy)) - ln(here.length)
  for (let n = 0; n < 200; n++) {
    let [excess, fall] = [0, 0]
    for (let i = 0; i < here.length; i++) {
      const share = 1 / (1 + exp(step * here[i] + x))
      excess += share
      fall += share * (1 - share)
    }
    for (let i = 0; i < next.length; i++) {
      const share = 1 / (1 + exp(-step * next[i] - x))
      excess -= share
      fall += share * (1 - share)
    }
    if (excess > 0) low = x
    else high = x
    const newton = x + excess / fall
    const within = newton > low && newton < high
    const change = (within ? newton : 0.5 * (low + high)) - x
    x += change
    if (Math.abs(change) <= 1e-12 * (1 + Math.abs(x))) break
  }
  return x
}

function column(table: Float64Array, index: number, width: number): Float64Array {
  const values = new Float64Array(table.length / width)
  for (let row = 0; row < values.length; row++) values[row] = table[row * width + index]
  return values
}
