import { and, desc, eq, gt, inArray, isNull, ne, or, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import {
  type Analysis,
  analyses,
  type OpenedShare,
  openedShares,
  type Study,
  studies,
  type Token,
  tokens,
  type User,
  users,
} from './schema.ts'

/**
 * What a link leads to: a study or one result of it (the analysis), of the person who made the link, while that person may
 * come in.
 */
export interface FoundShare {
  token: Token
  owner: User
  study: Study
  analysis: Analysis | null
}

export async function findShared(db: Reader, hash: string, now: number): Promise<FoundShare | undefined> {
  const [found] = await selectShared(db, 0, eq(tokens.hash, hash), now)
  return found
}

/** What a link that this person opened before leads to. @param id of the opening, theirs alone */
export async function findOpened(
  db: Reader,
  userId: number,
  id: number,
  now: number,
): Promise<FoundShare | undefined> {
  const [found] = await selectShared(db, userId, eq(openedShares.id, id), now)
  return found
}

/** The links of others that this person opened and that still lead somewhere, the last one first. */
export async function listOpened(
  db: Reader,
  userId: number,
  now: number,
): Promise<(FoundShare & { opened: OpenedShare })[]> {
  const isOthers = and(eq(openedShares.userId, userId), ne(tokens.userId, userId))
  const found = await selectShared(db, userId, isOthers, now)
  return found.map(({ opened, ...share }) => ({ ...share, opened: opened! }))
}

/** With what a reader has opened of them, the last one first. */
async function selectShared(db: Reader, readerId: number, which: SQL | undefined, now: number) {
  return await db
    .select({ token: tokens, owner: users, study: studies, analysis: analyses, opened: openedShares })
    .from(tokens)
    .innerJoin(users, and(eq(users.id, tokens.userId), isNull(users.disabledAt)))
    .leftJoin(
      analyses,
      and(eq(analyses.id, tokens.analysisId), eq(analyses.userId, tokens.userId), eq(analyses.state, 'done')),
    )
    .innerJoin(
      studies,
      and(
        eq(studies.userId, tokens.userId),
        or(eq(studies.id, tokens.studyId), eq(studies.id, analyses.studyId)),
      ),
    )
    .leftJoin(openedShares, and(eq(openedShares.tokenId, tokens.id), eq(openedShares.userId, readerId)))
    .where(and(eq(tokens.purpose, 'share'), gt(tokens.expiresAt, now), which))
    .orderBy(desc(openedShares.openedAt), desc(tokens.id))
}

/** Has a person find a link again that they opened. */
export async function noteOpened(tx: Tx, userId: number, tokenId: number, now: number): Promise<void> {
  await tx
    .insert(openedShares)
    .values({ userId, tokenId, openedAt: now })
    .onConflictDoUpdate({ target: [openedShares.userId, openedShares.tokenId], set: { openedAt: now } })
}

/** Whether there was such an opening of theirs. */
export async function deleteOpened(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(openedShares)
    .where(and(eq(openedShares.id, id), eq(openedShares.userId, userId)))
    .returning({ id: openedShares.id })
  return gone.length > 0
}

/** Has the links to a study and to its analyses belong to its new owner. */
export async function moveSharesOf(tx: Tx, studyId: number, userId: number): Promise<void> {
  const theirs = tx.select({ id: analyses.id }).from(analyses).where(eq(analyses.studyId, studyId))
  await tx
    .update(tokens)
    .set({ userId })
    .where(
      and(eq(tokens.purpose, 'share'), or(eq(tokens.studyId, studyId), inArray(tokens.analysisId, theirs))),
    )
}
