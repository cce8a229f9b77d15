import { t } from 'elysia'
import { requestContext } from '#db/audit.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { networkOf } from '#src/accounts/rateLimits.ts'
import { getAnalysisOf } from '#src/analyses/getAnalysis.ts'
import { type AnalysisOutcome, findResultOf, readOutcome } from '#src/analyses/outcome.ts'
import { openedPrefix, sharedAddress } from '#src/analyses/sharedAddress.ts'
import { openShare, type Shared } from '#src/analyses/shares.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { AppError, notFound } from '../errors.ts'
import type { Deps } from './deps.ts'
import { byId } from './pages.ts'
import { countRequest } from './requestRate.ts'
import { memberOf, type Visit } from './session.ts'

/** In a minute: of one link, by all its readers; and of links that do not exist, by one network. */
const perMinute = { link: 600, wrong: 30 }

/** The `:id` of the path of a study or a result: its number, for its owner, or that of a link, for whoever has it. */
export const byResult = t.Object({
  id: t.Union([byId.properties.id, t.String({ pattern: sharedAddress })]),
})

/** What a link leads to. @throws AppError not_found, the same whatever is wrong with it; too_many */
async function openFor(deps: Deps, visit: Visit, address: string): Promise<Shared> {
  const readerId = address.startsWith(openedPrefix) ? memberOf(visit).id : null
  const shared = await openShare(deps.db.read, address, readerId, deps.now())
  const key = shared
    ? `share:${shared.token.id}`
    : `wrong share:${networkOf(requestContext.getStore()?.address ?? 'unknown')}`
  const { left, waitMs } = countRequest(deps, key, shared ? perMinute.link : perMinute.wrong)
  if (left < 0) throw new AppError('too_many', 'This was asked for too often. Wait a minute.', {}, waitMs)
  if (!shared) throw noLink()
  return shared
}

const noLink = () => new AppError('not_found', 'This link does not exist, has expired, or was withdrawn.')

/** The result that a link leads to. @throws AppError not_found, too_many */
export async function sharedFor(
  deps: Deps,
  visit: Visit,
  address: string,
): Promise<Shared & { analysis: Analysis }> {
  const shared = await openFor(deps, visit, address)
  if (!shared.analysis) throw noLink()
  return { ...shared, analysis: shared.analysis }
}

/** The study that a link leads to. @throws AppError not_found, too_many */
export async function sharedStudyFor(deps: Deps, visit: Visit, address: string): Promise<Shared> {
  const shared = await openFor(deps, visit, address)
  if (shared.token.studyId === null || shared.analysis) throw noLink()
  return shared
}

/** What the page of something shared says of it: by whom, and until when. */
export const shareFacts = ({ token, owner, shows }: Shared) => ({
  by: shows === 'blinded' ? null : `${owner.firstName} ${owner.lastName}`.trim(),
  until: new Date(token.expiresAt),
})

/** The name of what is shared, for a reader who may know it or not. */
export function nameFor({ shows, study, analysis }: Shared): string {
  if (shows === 'blinded') return analysis ? 'Shared result' : 'Shared study'
  return (analysis ?? study).name
}

/** What a result's charts and tables are drawn from. */
interface ResultForReader {
  /** What stands in their addresses. */
  id: number | string
  name: string
  /** Null for a reader who has a link. */
  study: Study | null
  outcome: AnalysisOutcome
}

/** A finished analysis of any method, for its owner, or for whoever has a link to it. @throws AppError unauthenticated, not_found */
export async function analysisFor(
  deps: Deps,
  visit: Visit,
  id: number | string,
): Promise<{ analysis: Analysis; name: string; study: Study | null }> {
  if (typeof id === 'string') {
    const shared = await sharedFor(deps, visit, id)
    return { analysis: shared.analysis, name: nameFor(shared), study: null }
  }
  const { analysis, study } = await getAnalysisOf(deps.db.read, memberOf(visit).id, id)
  if (analysis.state !== 'done') throw notFound('result')
  return { analysis, name: analysis.name, study }
}

/** A result for its owner, or for whoever has a link to it. @throws AppError unauthenticated, not_found */
export async function resultFor(deps: Deps, visit: Visit, id: number | string): Promise<ResultForReader> {
  if (typeof id === 'number') {
    const { analysis, study, outcome } = await findResultOf(deps, memberOf(visit).id, id)
    return { id, name: analysis.name, study, outcome }
  }
  const shared = await sharedFor(deps, visit, id)
  if (!isBuiltIn(shared.analysis)) throw notFound('result')
  const { userId, studyId, id: number } = shared.analysis
  return {
    id,
    name: nameFor(shared),
    study: null,
    outcome: await readOutcome(deps.files.analysis(userId, studyId, number)),
  }
}
