import type { Agreement } from './agreement.ts'

/** Names in a row, the first five of many. */
export const list = (names: string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

export const inWords = ({ name, rhat, ess }: Agreement['open'][number]) =>
  `${name}: R-hat ${rhat.toFixed(3)}, effective sample size ${ess.toFixed(0)}`

const briefly = ({ name, rhat, ess }: Agreement['open'][number]) =>
  `${name} (R-hat ${rhat.toFixed(2)}, ${Math.round(ess)} effective draws)`

/** A budget that leaves curves alone the one they have by default at least. */
const iterationsLeast = 40_000

/**
 * What did not converge of all curves together, what of it can be read all the same, and what to do next.
 * @param iterations of each chain
 */
export function agreementRemarks(
  { open, settled, withheld }: Agreement,
  models: string[],
  iterations: number,
): string[] {
  if (open.length === 0) return []
  return [
    `The sampling of all curves together has not converged: ${list(open.map(briefly))}. The intervals of these may still change.`,
    ...(withheld.length > 0
      ? [
          `The chains do not agree on the smooth weights of ${list(withheld.map(k => models[k]!))}: models of similar profiles take each other’s place. These weights are not shown, nor is the smooth effective number of models.`,
        ]
      : []),
    ...(settled.length > 0
      ? [`All curves together have converged for ${list(settled)}: these can be read.`]
      : []),
    `What was inferred from each curve alone does not depend on this. To converge, leave out models of similar profiles or merge neighbouring curves, or give each chain more than its ${iterations} iterations (\`bioce series --iterations-max ${Math.max(iterationsLeast, 2 * iterations)}\`).`,
  ]
}
