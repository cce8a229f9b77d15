import { findAnalysisOf, listAnalysesOfStudy } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import type { Analysis, Json, Token, User } from '#db/schema.ts'
import { type FoundShare, findOpened, findShared } from '#db/shares.ts'
import { deleteTokenOf, insertToken, listTokensOf } from '#db/tokens.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { moveStudy } from '#src/studies/moveStudy.ts'
import type { StudyDeps } from '#src/studies/upload.ts'
import { checkedFields } from '../accounts/tokenFields.ts'
import { hashSecret, mintSecret } from '../accounts/tokens.ts'
import { dayMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import { openedPrefix, sharedPrefix } from './sharedAddress.ts'

/**
 * What a link shows: everything, the page without the files, or that without names too. One that hands a study over shows
 * everything, and whoever takes the study over owns it from then on.
 */
export const sharedParts = ['files', 'page', 'blinded'] as const
export const sharedPartsOfStudy = [...sharedParts, 'handOver'] as const
export type SharedPart = (typeof sharedPartsOfStudy)[number]

/** Whether the files of a result are among what a link shows. */
export const hasFiles = (shows: SharedPart): boolean => shows === 'files' || shows === 'handOver'

/** What is shared: a study with all its results, or one result. */
export type Shareable = { study: number } | { analysis: number }

export const shareDaysMax = 365
const sharesMax = 20

export interface NewShare {
  /** What its owner calls it. */
  name: string
  shows: SharedPart
  days: number
}

/** A finished analysis of theirs that may be shared. @throws AppError not_found */
export async function getShareable(db: Reader, userId: number, id: number): Promise<Analysis> {
  const analysis = await findAnalysisOf(db, userId, id)
  if (!analysis || !isShareable(analysis)) throw notFound('result')
  return analysis
}

/**
 * Makes a link under which anyone may see a study or a result, and nothing else of its owner.
 * @returns what stands in its address, which exists nowhere else
 * @throws AppError invalid by field, not_found, conflict where there are enough
 */
export async function makeShare(
  db: Database,
  userId: number,
  what: Shareable,
  wanted: NewShare,
  now: number,
): Promise<string> {
  const { name, days } = checkedFields(wanted, 'share', shareDaysMax)
  const { shows } = wanted
  const secret = sharedPrefix + mintSecret().secret
  await db.write(async tx => {
    if ('study' in what) await getStudyOf(tx, userId, what.study)
    else await getShareable(tx, userId, what.analysis)
    const others = await listShares(tx, userId, now, what)
    if (others.length >= sharesMax)
      throw new AppError(
        'conflict',
        `There are ${others.length} links to this already, which is the most allowed. Withdraw one that nobody needs.`,
      )
    const data = { shows } satisfies Json
    const times = { createdAt: now, expiresAt: now + days * dayMs }
    const target = 'study' in what ? { studyId: what.study } : { analysisId: what.analysis }
    const facts = { purpose: 'share', hash: hashSecret(secret), userId, ...target, name, data } as const
    const { id } = await insertToken(tx, { ...facts, ...times })
    const act = { at: now, actorId: userId, action: 'share_made', subject: `token:${id}` }
    await appendAudit(tx, { ...act, details: { ...what, shows, expiresAt: times.expiresAt } })
  })
  return secret
}

/** @throws AppError not_found */
export async function withdrawShare(db: Database, userId: number, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    if (!(await deleteTokenOf(tx, userId, 'share', id))) throw notFound('link')
    await appendAudit(tx, { at: now, actorId: userId, action: 'share_withdrawn', subject: `token:${id}` })
  })
}

export const showsOf = ({ data }: Token): SharedPart => (data as { shows: SharedPart }).shows

/** The links that a person made, or those of them to one study or analysis, newest first. */
export async function listShares(db: Reader, userId: number, now: number, what?: Shareable) {
  const all = await listTokensOf(db, userId, 'share', now)
  const isOf = ({ studyId, analysisId }: Token) =>
    what === undefined || ('study' in what ? studyId === what.study : analysisId === what.analysis)
  return all.filter(isOf).map(share => ({
    id: share.id,
    studyId: share.studyId,
    analysisId: share.analysisId,
    name: share.name ?? '',
    shows: showsOf(share),
    createdAt: new Date(share.createdAt),
    expiresAt: new Date(share.expiresAt),
    usedAt: share.usedAt === null ? null : new Date(share.usedAt),
    uses: share.uses,
  }))
}

/** What a link leads to: without an analysis a study as a whole. */
export interface Shared extends FoundShare {
  shows: SharedPart
}

/**
 * @param address the secret, or the number under which the reader opened the link before; and for a result of a shared study the
 * number of its analysis
 * @returns nothing for a link that was withdrawn, has expired or was made up, or whose owner may not come in any more
 */
export async function openShare(
  db: Reader,
  address: string,
  readerId: number | null,
  now: number,
): Promise<Shared | undefined> {
  const [link = '', number] = address.split('.')
  const found = link.startsWith(openedPrefix)
    ? await findOpened(db, readerId ?? 0, Number(link.slice(openedPrefix.length)), now)
    : await findShared(db, hashSecret(link), now)
  if (!found) return
  const shared = { ...found, shows: showsOf(found.token) }
  if (number === undefined) return shared
  const analysis = await findAnalysisOf(db, found.owner.id, Number(number))
  const isOfStudy = found.token.studyId !== null && analysis?.studyId === found.study.id
  return isOfStudy && isShareable(analysis) ? { ...shared, analysis } : undefined
}

/** What of a shared study its readers see. */
export async function listSharedResults(db: Reader, { study }: Shared): Promise<Analysis[]> {
  return (await listAnalysesOfStudy(db, study.id)).filter(isShareable)
}

const isShareable = ({ state }: Analysis) => state === 'done'

/** Makes a study that was handed over the reader's, and ends the link. @throws AppError not_found, conflict */
export async function takeOver(deps: StudyDeps, shared: Shared, to: User, now: number): Promise<void> {
  const { token, owner, study, shows } = shared
  if (shows !== 'handOver') throw notFound('link')
  if (to.id === owner.id)
    throw new AppError('conflict', 'This study is yours already. Open it under "My studies".')
  await moveStudy(deps, { from: owner.id, to, id: study.id }, now, async tx => {
    if (!(await deleteTokenOf(tx, owner.id, 'share', token.id))) throw notFound('link')
  })
}
