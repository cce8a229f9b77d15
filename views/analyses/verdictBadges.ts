import type { ResultVerdict } from '#src/ensemble/contract.ts'
import type { Badge } from '../ui/badge.tsx'

/** What a result is good for, in a word or two, where results stand beside one another. */
export const verdictBadges: Record<ResultVerdict['code'], Parameters<typeof Badge>[0]> = {
  explained: { tone: 'good', text: 'Explained' },
  strained: { tone: 'warning', text: 'Strained' },
  'not-converged': { tone: 'warning', text: 'Not converged' },
  'too-few-points': { tone: 'warning', text: 'Too few points' },
  misfit: { tone: 'bad', text: 'Not explained' },
}
