import { findAnalysisOf } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import type { Analysis, Json, Study, Token } from '#db/schema.ts'
import { deleteTokenOf, findSharedAnalysis, insertToken, listTokensOf, markTokenUsed } from '#db/tokens.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { paths } from '#views/paths.ts'
import { hashSecret, mintSecret } from '../accounts/tokens.ts'
import { AppError, notFound, refuse } from '../errors.ts'

/** What a link shows: everything, the page without the files, or that without names too. */
export const sharedParts = ['files', 'page', 'blinded'] as const
export type SharedPart = (typeof sharedParts)[number]

const dayMs = 24 * 3_600_000
export const shareDaysMax = 365
const sharesMax = 20
/** What stands in an address in the place of an analysis's number. */
const prefix = 'share_'

/** Whether a path leads to something that was shared by a link. */
export const isSharedPath = (path: string) => path.startsWith(`${paths.analysis.start}/${prefix}`)

export interface NewShare {
  /** What its owner calls it. */
  name: string
  shows: SharedPart
  days: number
}

/** A finished analysis of theirs that may be shared. @throws AppError not_found */
export async function getShareable(db: Reader, userId: number, id: number): Promise<Analysis> {
  const analysis = await findAnalysisOf(db, userId, id)
  if (analysis?.state !== 'done' || !isBuiltIn(analysis)) throw notFound('result')
  return analysis
}

/**
 * Makes a link under which anyone may see a result, and nothing else of its owner.
 * @returns what stands in its address, which exists nowhere else
 * @throws AppError invalid by field, not_found, conflict where there are enough
 */
export async function makeShare(
  db: Database,
  userId: number,
  analysisId: number,
  { name: typed, shows, days }: NewShare,
  now: number,
): Promise<string> {
  const name = typed.normalize('NFC').trim()
  if (name === '' || name.length > 50 || /\p{Cc}/u.test(name))
    refuse({ shareName: 'Use 1 to 50 characters on one line.' })
  if (!Number.isInteger(days) || days < 1 || days > shareDaysMax)
    refuse({ shareDays: `Use a whole number from 1 to ${shareDaysMax}.` })
  const secret = prefix + mintSecret().secret
  await db.write(async tx => {
    await getShareable(tx, userId, analysisId)
    const others = await listShares(tx, userId, now, analysisId)
    if (others.length >= sharesMax)
      throw new AppError(
        'conflict',
        `This analysis has ${others.length} links, which is the most allowed. Withdraw one that nobody needs.`,
      )
    const data = { shows } satisfies Json
    const times = { createdAt: now, expiresAt: now + days * dayMs }
    const facts = { purpose: 'share', hash: hashSecret(secret), userId, analysisId, name, data } as const
    const { id } = await insertToken(tx, { ...facts, ...times })
    const act = { at: now, actorId: userId, action: 'share_made', subject: `token:${id}` }
    await appendAudit(tx, { ...act, details: { analysis: analysisId, shows, expiresAt: times.expiresAt } })
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

const showsOf = ({ data }: Token): SharedPart => (data as { shows: SharedPart }).shows

/** The links that a person made, or those of them to one analysis, newest first. */
export async function listShares(db: Reader, userId: number, now: number, analysisId?: number) {
  const all = await listTokensOf(db, userId, 'share', now)
  const shares = all.filter(share => analysisId === undefined || share.analysisId === analysisId)
  return shares.map(share => ({
    id: share.id,
    analysisId: share.analysisId,
    name: share.name ?? '',
    shows: showsOf(share),
    createdAt: new Date(share.createdAt),
    expiresAt: new Date(share.expiresAt),
    usedAt: share.usedAt === null ? null : new Date(share.usedAt),
    uses: share.uses,
  }))
}

/** What a link leads to. */
export interface Shared {
  token: Token
  shows: SharedPart
  analysis: Analysis
  study: Study
}

/** Nothing for a link that was withdrawn, has expired or was made up, or whose owner may not come in any more. */
export async function openShare(db: Reader, secret: string, now: number): Promise<Shared | undefined> {
  const found = await findSharedAnalysis(db, hashSecret(secret), now)
  return found && { ...found, shows: showsOf(found.token) }
}

/** Counts one more look at what was shared, for its owner. */
export async function countUse(db: Database, { token }: Shared, now: number): Promise<void> {
  await db.write(tx => markTokenUsed(tx, token.id, now)).catch(() => {}) // a busy database must not stop a reader
}
