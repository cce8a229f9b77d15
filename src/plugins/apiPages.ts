import { t } from 'elysia'
import type { Analysis } from '#db/schema.ts'
import { states } from '#db/schema.ts'
import { adviceOnFailure } from '#src/analyses/reasons.ts'
import type { analysisStatus } from '#src/analyses/status.ts'
import { maybe } from './forms.ts'

export const perPage = 50
const id = t.Numeric({ minimum: 1, multipleOf: 1 })

/** Where in a list, newest first, an answer begins: after the item of this id. */
export const position = t.Object({ after: maybe(id) })
export const analysisFilter = t.Object({
  after: maybe(id),
  state: maybe(t.Union(states.map(state => t.Literal(state)))),
  study: maybe(id),
})

/** A part of a list of which one item more than a page holds was read. */
export function pageOf<Item extends { id: number }>(found: Item[]) {
  const items = found.slice(0, perPage)
  return { items, next: found.length > perPage ? items.at(-1)!.id : null }
}

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms))

/** An analysis as programs are told of it. */
export function apiAnalysis(analysis: Analysis, status: Awaited<ReturnType<typeof analysisStatus>>) {
  const { id, studyId, name, state, method, methodVersion, parameters, reason, summary } = analysis
  const problem =
    state === 'failed' || state === 'cancelled' ? { reason, ...adviceOnFailure(analysis) } : null
  const { ahead, startsIn, hold, secondsLeft, progress } = status
  return {
    id,
    studyId,
    name,
    state,
    method,
    methodVersion,
    parameters,
    createdAt: new Date(analysis.createdAt),
    startedAt: dateOf(analysis.startedAt),
    finishedAt: dateOf(analysis.finishedAt),
    expectedSeconds: analysis.expectedSeconds,
    secondsLeft,
    progress,
    queue: state === 'waiting' ? { ahead, startsInSeconds: startsIn, hold } : null,
    problem,
    summary,
  }
}
