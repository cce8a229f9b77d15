import type { Curve } from '../contract.ts'

/** Without models: a chain's largest distance is about so many times its Rg. */
export const dmaxPerRg = 3

/**
 * Independent numbers that a curve can hold: (q_max - q_min) Dmax / pi, the Shannon channels.
 *
 * @param dmax largest distance in the particle, A
 *
 * Source: Moore 1980, J. Appl. Cryst. 13, 168-175.
 */
export function shannonChannels({ q }: Pick<Curve, 'q'>, dmax: number): number {
  return ((q[q.length - 1] - q[0]) * dmax) / Math.PI
}
