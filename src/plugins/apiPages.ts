import { t } from 'elysia'
import type { Analysis } from '#db/schema.ts'
import { adviceOnFailure } from '#src/analyses/reasons.ts'
import { maybe } from './forms.ts'

const perPage = 50

/** Where in a list, newest first, an answer begins: after the item of this id. */
export const position = t.Object({
  after: maybe(t.Numeric({ minimum: 1, multipleOf: 1 })),
})

/** So many of a list as one answer has, and the `after` of the next one; null at the end. */
export function pageOf<Item extends { id: number }>(list: Item[], { after = Infinity }: { after?: number }) {
  const rest = list.filter(({ id }) => id < after)
  const items = rest.slice(0, perPage)
  return { items, next: rest.length > perPage ? items.at(-1)!.id : null }
}

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms))

/** An analysis as programs are told of it. */
export function apiAnalysis(analysis: Analysis) {
  const { id, studyId, name, state, method, parameters, reason, summary } = analysis
  const problem =
    state === 'failed' || state === 'cancelled' ? { reason, ...adviceOnFailure(analysis) } : null
  return {
    id,
    studyId,
    name,
    state,
    method,
    parameters,
    createdAt: new Date(analysis.createdAt),
    startedAt: dateOf(analysis.startedAt),
    finishedAt: dateOf(analysis.finishedAt),
    expectedSeconds: analysis.expectedSeconds,
    progress: state === 'running' ? analysis.progress : null,
    problem,
    summary,
  }
}
