import type { Nuisance } from '../nuisance.ts'
import type { Problem } from '../problem.ts'
import type { Draws } from './draws.ts'

/** What statistics of one curve read: problem and draws as if there were no other. */
export interface OfPart {
  problem: Pick<
    Problem,
    | 'reduced'
    | 'logDeterminant'
    | 'nuisance'
    | 'pointCount'
    | 'q'
    | 'intensity'
    | 'sigma'
    | 'dq'
    | 'errorScale'
    | 'nodes'
    | 'modelCount'
  >
  draws: Draws
}

/** One of several curves, its errors f0 sigma, with the draws of the whole and the error scales of its own. */
export function ofPart(problem: Problem, draws: Draws, part: number): OfPart {
  const { parts, pointCount } = problem
  if (parts.length === 1) return { problem, draws }
  const { start, end, errorScale, whitening } = parts[part]
  const cut = (values: Float64Array) => values.subarray(start, end)
  const narrowed = (nuisance: Nuisance): Nuisance => ({
    ...nuisance,
    directions: Float64Array.from(
      Array.from({ length: nuisance.count }, (_, p) => [
        ...nuisance.directions.subarray(p * pointCount + start, p * pointCount + end),
      ]).flat(),
    ),
  })
  return {
    problem: {
      reduced: problem.reduced,
      logDeterminant: problem.logDeterminant,
      nuisance: problem.nuisance,
      modelCount: problem.modelCount,
      pointCount: end - start,
      q: cut(problem.q),
      intensity: cut(problem.intensity),
      sigma: cut(problem.sigma).map(error => (error * errorScale.reference) / whitening),
      dq: problem.dq && cut(problem.dq),
      errorScale,
      nodes: problem.nodes.map(node => ({
        ...node,
        profile: k => cut(node.profile(k)),
        nuisance: node.nuisance && narrowed(node.nuisance),
      })),
    },
    draws: {
      ...draws,
      errorScale: draws.scale.map((_, d) => draws.errorScale[d * parts.length + part]),
    },
  }
}

/**
 * The scale of one of several curves in every draw, over that of the equal-weight mean of the library: of the first that of the
 * amounts, of others changed by their own direction.
 */
export function relativeScales({ nodes, parts }: Problem, draws: Draws, part: number): Float64Array {
  const { count } = nodes[0].nuisance!
  const backgrounds = parts.filter(({ background }) => background !== null).length
  const at = count - backgrounds - parts.length + part
  return draws.scale.map((scale, d) => {
    const change = part === 0 ? 0 : draws.nuisance[d * count + at]
    return (scale * (1 + change)) / nodes[draws.node[d]].partScales[part]
  })
}
