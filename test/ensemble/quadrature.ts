import { logGamma } from '#src/ensemble/numeric/special.ts'

/** Quadrature over Dirichlet priors, for posteriors of two and three models. */

/** Nodes of x = logit(share) with their log densities under Beta(a, b): a grid, and what lies beyond on either side. */
export function betaNodes(a: number, b: number, step = 0.05): { share: number; log: number }[] {
  const edge = 20
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b)
  const nodes = [
    { share: 0, log: constant - a * edge - Math.log(a) },
    { share: 1, log: constant - b * edge - Math.log(b) },
  ]
  for (let x = -edge + step / 2; x < edge; x += step) {
    const log = constant - a * Math.log1p(Math.exp(-x)) - b * Math.log1p(Math.exp(x)) + Math.log(step)
    nodes.push({ share: 1 / (1 + Math.exp(-x)), log })
  }
  return nodes
}

/** Nodes of two or three weights with their log densities under Dirichlet(a): first one share, then one of the rest. */
export function simplexNodes(a: number[], step: number): { weights: number[]; log: number }[] {
  const [first, ...rest] = a
  const nodes = betaNodes(
    first!,
    rest.reduce((sum, value) => sum + value, 0),
    step,
  )
  if (rest.length === 1) return nodes.map(({ share, log }) => ({ weights: [share, 1 - share], log }))
  const second = betaNodes(rest[0]!, rest[1]!, step)
  return nodes.flatMap(one =>
    second.map(two => ({
      weights: [one.share, (1 - one.share) * two.share, (1 - one.share) * (1 - two.share)],
      log: one.log + two.log,
    })),
  )
}
