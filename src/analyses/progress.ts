import type { Progress } from '#src/ensemble/contract.ts'

/** What share of a typical run each stage takes; they add up to 1. */
const shares: [Progress['stage'], number][] = [
  ['reading', 0.02],
  ['profiles', 0.3],
  ['hydration', 0.03],
  ['selection', 0.05],
  ['sampling', 0.5],
  ['evidence', 0.05],
  ['writing', 0.05],
]

interface Step {
  stage: string
  done: number
  total: number
}

/** How much of the whole is behind, 0 to 1. */
export function shareOf({ stage, done, total }: Step): number {
  const here = shares.findIndex(([name]) => name === stage)
  if (here < 0) return 0
  const before = shares.slice(0, here).reduce((sum, [, share]) => sum + share, 0)
  return Math.min(1, before + shares[here]![1] * (total > 0 ? Math.min(1, done / total) : 0))
}

/** Time left in seconds, from the pace so far; null until there is a pace to speak of. */
export function secondsLeft(share: number, startedAt: number | null, now: number): number | null {
  if (startedAt === null || share < 0.1 || now - startedAt < 3000) return null
  return Math.max(1, Math.round(((now - startedAt) / 1000) * (1 / share - 1)))
}
