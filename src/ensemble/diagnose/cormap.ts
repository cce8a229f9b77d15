import type { FitResult } from '../contract.ts'
import { pow } from '../numeric/elementary.ts'
import { type Graded, graded } from './thresholds.ts'

/** The correlation map test: how likely is the longest run of residuals of one sign? */
export interface Cormap {
  /** Number of points. */
  n: number
  /** Longest run of residuals of equal sign. */
  c: number
  /** Probability of a run of at least `c` among `n` fair coin tosses. */
  p: number
}

/**
 * Correlation-map test of a fit. Residuals that are exactly zero count with the points before them. Small p (below
 * 0.01) means systematic misfit. Source: Franke, Jeffries & Svergun 2015, Nature Methods 12:419. O(n).
 */
export function cormapOf(residuals: ArrayLike<number>): Cormap {
  const n = residuals.length
  let longest = 0
  let run = 0
  let last = 0
  for (let i = 0; i < n; i++) {
    const sign = Math.sign(residuals[i]) || last
    run = sign === last && i > 0 ? run + 1 : 1
    last = sign
    if (run > longest) longest = run
  }
  return { n, c: longest, p: longestRunUpperTail(n, longest) }
}

/**
 * P(longest run of equal sides >= c in n fair tosses), exactly.
 *
 * The first run of length c ends at toss m with probability f_m: f_c = 2^(1-c), and for m > c the toss m - c must
 * end a run (differ from the next) with no such run so far: f_m = 2^-c (1 - F_(m-c)), F the running sum. The
 * answer is F_n. All terms are positive, so nothing cancels; below 1e-300 (c > 1000) it is 0. Source: Schilling 1990, College Math. J. 21:196. O(n).
 */
export function longestRunUpperTail(n: number, c: number): number {
  if (c <= 1) return n > 0 ? 1 : 0
  if (c > n) return 0
  const running = new Float64Array(n + 1)
  for (let m = c; m <= n; m++) {
    const first = m === c ? pow(2, 1 - c) : pow(2, -c) * (1 - running[m - c])
    running[m] = running[m - 1] + first
  }
  return Math.min(1, running[n])
}

/** What the test says of a fit; null where points have no noise, as residuals far below their errors may then have one sign for long. */
export const cormapGradeOf = ({ cormap, noiseless }: FitResult): Graded | null =>
  noiseless ? null : graded('cormapP', cormap.p)
