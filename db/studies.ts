import { and, asc, count, desc, eq, gt, inArray, isNull, lt, type SQL, sql, sum } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Reader, Tx } from './index.ts'
import { prepared } from './prepared.ts'
import { analyses, drafts, type Study, studies, users } from './schema.ts'
import { giveTurn } from './turns.ts'

/** Nobody else's study is ever found. */
export async function findStudyOf(db: Reader, userId: number, id: number): Promise<Study | undefined> {
  const [study] = await db
    .select()
    .from(studies)
    .where(and(eq(studies.id, id), eq(studies.userId, userId)))
  return study
}

/** For workers and administrators: whoever's it is. */
export async function findStudy(db: Reader, id: number): Promise<Study | undefined> {
  const [study] = await db.select().from(studies).where(eq(studies.id, id))
  return study
}

export async function findStudyByName(db: Reader, userId: number, name: string): Promise<Study | undefined> {
  const [study] = await db
    .select()
    .from(studies)
    .where(and(eq(studies.userId, userId), eq(studies.name, name)))
  return study
}

/** Newest first. */
export async function listStudiesOf(db: Reader, userId: number): Promise<Study[]> {
  return await studiesOf(db).all({ userId })
}

/** A part of a person's studies, newest first: those before one of them. */
export async function listStudyPageOf(
  db: Reader,
  userId: number,
  { after }: { after?: number },
  most: number,
): Promise<Study[]> {
  return await db
    .select()
    .from(studies)
    .where(and(eq(studies.userId, userId), after === undefined ? undefined : lt(studies.id, after)))
    .orderBy(desc(studies.id))
    .limit(most)
}

const studiesOf = prepared(db =>
  db
    .select()
    .from(studies)
    .where(eq(studies.userId, sql.placeholder('userId')))
    .orderBy(desc(studies.id))
    .prepare(),
)

export async function listStudies(db: Reader): Promise<Study[]> {
  return await db.select().from(studies).orderBy(asc(studies.id))
}

/** What tells where the files of a study lie. */
export type StudyPlace = Pick<Study, 'id' | 'userId'>

export async function listStudyPlaces(db: Reader): Promise<StudyPlace[]> {
  return await db.select({ id: studies.id, userId: studies.userId }).from(studies)
}

/** What decides how long a study is kept. */
export type StudyUse = Pick<Study, 'id' | 'userId' | 'name' | 'createdAt' | 'expiresAt' | 'warnedAt'> & {
  usedAt: number
}

const usesAtATime = 1000

/** Every study with the last moment at which it or an analysis of it was made or ended, a part at a time. */
export async function* readStudyUses(db: Reader): AsyncGenerator<StudyUse[]> {
  const { id, userId, name, createdAt, expiresAt, warnedAt } = studies
  const last = sql<number | null>`max(coalesce(${analyses.finishedAt}, ${analyses.createdAt}))`
  for (let after = 0; ; ) {
    const rows = await db
      .select({ id, userId, name, createdAt, expiresAt, warnedAt, last })
      .from(studies)
      .leftJoin(analyses, eq(analyses.studyId, id))
      .where(gt(id, after))
      .groupBy(id)
      .orderBy(asc(id))
      .limit(usesAtATime)
    yield rows.map(({ last, ...study }) => ({ ...study, usedAt: Math.max(study.createdAt, last ?? 0) }))
    if (rows.length < usesAtATime) return
    after = rows.at(-1)!.id
    await giveTurn()
  }
}

/** Changes when a study ends. False when somebody else has done so since it was read, or it is gone. */
export async function changeEnd(
  tx: Tx,
  { id, expiresAt, warnedAt }: Pick<Study, 'id' | 'expiresAt' | 'warnedAt'>,
  changes: Partial<Pick<Study, 'expiresAt' | 'warnedAt'>>,
): Promise<boolean> {
  const changed = await tx
    .update(studies)
    .set(changes)
    .where(and(eq(studies.id, id), sameAs(studies.expiresAt, expiresAt), sameAs(studies.warnedAt, warnedAt)))
    .returning({ id: studies.id })
  return changed.length > 0
}

const sameAs = (column: typeof studies.expiresAt | typeof studies.warnedAt, value: number | null) =>
  value === null ? isNull(column) : eq(column, value)

/** How many studies a person keeps, and their size on disk. */
export async function countStudiesOf(db: Reader, userId: number): Promise<{ active: number; bytes: number }> {
  const [row] = await db
    .select({ active: count(), bytes: sum(studies.bytes) })
    .from(studies)
    .where(eq(studies.userId, userId))
  return { active: row?.active ?? 0, bytes: Number(row?.bytes ?? 0) }
}

/** What the files of a person take: studies with what their analyses keep for later ones, results, open uploads. */
export async function findBytesOf(db: Reader, userId: number, now: number): Promise<number> {
  return (await findBytesBy(db, [userId], now)).get(userId) ?? 0
}

/** The same of several people, or of all who have files. */
export async function findBytesBy(
  db: Reader,
  userIds: number[] | undefined,
  now: number,
): Promise<Map<number, number>> {
  const bytesIn = async (
    table: typeof studies | typeof analyses | typeof drafts,
    bytes: SQL | AnySQLiteColumn,
    ...more: SQL[]
  ) =>
    await db
      .select({ userId: table.userId, bytes: sum(bytes) })
      .from(table)
      .where(and(userIds && inArray(table.userId, userIds), ...more))
      .groupBy(table.userId)
  const open = [isNull(drafts.studyId), gt(drafts.expiresAt, now)]
  const rows = [
    ...(await bytesIn(studies, sql`${studies.bytes} + ${studies.cacheBytes}`)),
    ...(await bytesIn(analyses, analyses.outputBytes)),
    ...(await bytesIn(drafts, drafts.bytes, ...open)),
  ]
  const total = new Map(userIds?.map(id => [id, 0]))
  for (const { userId, bytes } of rows) total.set(userId, (total.get(userId) ?? 0) + Number(bytes ?? 0))
  return total
}

/** How many studies each of these people keeps. */
export async function countStudiesBy(db: Reader, userIds: number[]): Promise<Map<number, number>> {
  const rows = await db
    .select({ userId: studies.userId, total: count() })
    .from(studies)
    .where(inArray(studies.userId, userIds))
    .groupBy(studies.userId)
  return new Map([
    ...userIds.map(id => [id, 0] as const),
    ...rows.map(row => [row.userId, row.total] as const),
  ])
}

/** Adds the row and counts it for its owner's lifetime. */
export async function insertStudy(tx: Tx, study: typeof studies.$inferInsert): Promise<Study> {
  const [inserted] = await tx.insert(studies).values(study).returning()
  await tx
    .update(users)
    .set({ studiesEver: sql`${users.studiesEver} + 1` })
    .where(eq(users.id, study.userId))
  return inserted!
}

export async function updateStudy(
  tx: Tx,
  id: number,
  changes: Partial<typeof studies.$inferInsert>,
): Promise<void> {
  await tx.update(studies).set(changes).where(eq(studies.id, id))
}

/** Takes its analyses with it. False when there is no such study of theirs (any more). */
export async function deleteStudyOf(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(studies)
    .where(and(eq(studies.id, id), eq(studies.userId, userId)))
    .returning({ id: studies.id })
  return gone.length > 0
}
