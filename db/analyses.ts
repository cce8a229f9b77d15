import { and, asc, count, desc, eq, inArray, isNotNull, lt, max, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { prepared } from './prepared.ts'
import {
  type Analysis,
  activeStates,
  analyses,
  isActive,
  type Job,
  type ProgressRow,
  type State,
  type Study,
  studies,
  type Timings,
  users,
} from './schema.ts'
import { insertUsage } from './usage.ts'

const active = inArray(analyses.state, activeStates)

/** Nobody else's analysis is ever found. */
export async function findAnalysisOf(db: Reader, userId: number, id: number): Promise<Analysis | undefined> {
  const [analysis] = await db
    .select()
    .from(analyses)
    .where(and(eq(analyses.id, id), eq(analyses.userId, userId)))
  return analysis
}

/** For workers and administrators: whoever's it is. */
export async function findAnalysis(db: Reader, id: number): Promise<Analysis | undefined> {
  const [analysis] = await db.select().from(analyses).where(eq(analyses.id, id))
  return analysis
}

/** The analysis that a form with this key made before: sending it twice makes one. */
export async function findAnalysisBySubmitKey(
  db: Reader,
  userId: number,
  submitKey: string,
): Promise<Analysis | undefined> {
  const [analysis] = await db
    .select()
    .from(analyses)
    .where(and(eq(analyses.userId, userId), eq(analyses.submitKey, submitKey)))
  return analysis
}

export async function findAnalysisByName(
  db: Reader,
  studyId: number,
  name: string,
): Promise<Analysis | undefined> {
  const [analysis] = await db
    .select()
    .from(analyses)
    .where(and(eq(analyses.studyId, studyId), eq(analyses.name, name)))
  return analysis
}

/** Newest first, each with its study. */
export async function listAnalysesOf(
  db: Reader,
  userId: number,
): Promise<{ analysis: Analysis; study: Study }[]> {
  return await db
    .select({ analysis: analyses, study: studies })
    .from(analyses)
    .innerJoin(studies, eq(studies.id, analyses.studyId))
    .where(eq(analyses.userId, userId))
    .orderBy(desc(analyses.id))
}

/** How often each version of each method was used, how many of its analyses are not over, and when it was last asked for. */
export async function listMethodUses(db: Reader) {
  return await db
    .select({
      method: analyses.method,
      version: analyses.methodVersion,
      total: count(),
      active: sql<number>`sum(case when ${active} then 1 else 0 end)`.mapWith(Number),
      lastAt: max(analyses.createdAt),
    })
    .from(analyses)
    .groupBy(analyses.method, analyses.methodVersion)
}

/** A part of a person's analyses, newest first: those before one of them, in one state or of one study where that is asked for. */
export async function listAnalysisPageOf(
  db: Reader,
  userId: number,
  { after, state, studyId }: { after?: number; state?: State; studyId?: number },
  most: number,
): Promise<Analysis[]> {
  return await db
    .select()
    .from(analyses)
    .where(
      and(
        eq(analyses.userId, userId),
        after === undefined ? undefined : lt(analyses.id, after),
        state === undefined ? undefined : eq(analyses.state, state),
        studyId === undefined ? undefined : eq(analyses.studyId, studyId),
      ),
    )
    .orderBy(desc(analyses.id))
    .limit(most)
}

/** Those of a person that are still to end, oldest first. */
export async function listActiveAnalysesOf(db: Reader, userId: number): Promise<Analysis[]> {
  return await db
    .select()
    .from(analyses)
    .where(and(eq(analyses.userId, userId), active))
    .orderBy(asc(analyses.id))
}

/** In which states the analyses of some studies are. */
export async function listStatesOfStudies(
  db: Reader,
  studyIds: number[],
): Promise<{ studyId: number; state: State }[]> {
  return await db
    .select({ studyId: analyses.studyId, state: analyses.state })
    .from(analyses)
    .where(inArray(analyses.studyId, studyIds))
}

/** What lists show of an analysis. JSON stays text here: most of it is never opened. */
export type AnalysisValues = Pick<
  Analysis,
  'id' | 'studyId' | 'name' | 'state' | 'method' | 'createdAt' | 'outputBytes'
> & { parameters: string; progress: string | null }

/** Newest first. */
export async function listAnalysisFactsOf(db: Reader, userId: number): Promise<AnalysisValues[]> {
  return await factsOf(db).all({ userId })
}

const factsOf = prepared(db => {
  const { id, studyId, name, state, method, createdAt, outputBytes } = analyses
  return db
    .select({
      id,
      studyId,
      name,
      state,
      method,
      createdAt,
      outputBytes,
      parameters: sql<string>`${analyses.parameters}`,
      progress: sql<string | null>`${analyses.progress}`,
    })
    .from(analyses)
    .where(eq(analyses.userId, sql.placeholder('userId')))
    .orderBy(desc(analyses.id))
    .prepare()
})

/** An analysis's new name; what its folder says of itself stays as it was. */
export async function renameAnalysisOf(tx: Tx, userId: number, id: number, name: string): Promise<void> {
  await tx
    .update(analyses)
    .set({ name })
    .where(and(eq(analyses.id, id), eq(analyses.userId, userId)))
}

export async function listAnalysesOfStudy(db: Reader, studyId: number): Promise<Analysis[]> {
  return await db.select().from(analyses).where(eq(analyses.studyId, studyId)).orderBy(desc(analyses.id))
}

export async function listAnalysesInState(db: Reader, state: State): Promise<Analysis[]> {
  return await db.select().from(analyses).where(eq(analyses.state, state)).orderBy(asc(analyses.id))
}

/** What tells where the files of an analysis lie. */
export type AnalysisPlace = Pick<Analysis, 'id' | 'userId' | 'studyId' | 'state'>

export async function listAnalysisPlaces(db: Reader): Promise<AnalysisPlace[]> {
  const { id, userId, studyId, state } = analyses
  return await db.select({ id, userId, studyId, state }).from(analyses)
}

/** What the last runs of a method took, newest first. */
export async function listTimings(
  db: Reader,
  method: string,
  most: number,
): Promise<{ studyId: number; timings: Timings }[]> {
  const rows = await db
    .select({ studyId: analyses.studyId, timings: analyses.timings })
    .from(analyses)
    .where(and(eq(analyses.method, method), eq(analyses.state, 'done'), isNotNull(analyses.timings)))
    .orderBy(desc(analyses.id))
    .limit(most)
  return rows.map(row => ({ ...row, timings: row.timings! }))
}

/** How many analyses a person keeps, and how many of them are still to end. */
export async function countAnalysesOf(db: Reader, userId: number): Promise<{ kept: number; active: number }> {
  const [row] = await db
    .select({ kept: count(), active: count(sql`case when ${active} then 1 end`) })
    .from(analyses)
    .where(eq(analyses.userId, userId))
  return row!
}

/** Adds the row and counts it for its owner's lifetime. The job is the caller's next line. */
export async function insertAnalysis(tx: Tx, analysis: typeof analyses.$inferInsert): Promise<Analysis> {
  const [inserted] = await tx.insert(analyses).values(analysis).returning()
  await tx
    .update(users)
    .set({ analysesEver: sql`${users.analysesEver} + 1` })
    .where(eq(users.id, analysis.userId))
  return inserted!
}

/** Moves an analysis to another state, with what belongs to it. False when it is gone or has ended before. */
export async function setAnalysisState(
  tx: Tx,
  id: number,
  state: State,
  facts: Partial<typeof analyses.$inferInsert> = {},
): Promise<boolean> {
  const changed = await tx
    .update(analyses)
    .set({ ...facts, state })
    .where(and(eq(analyses.id, id), active))
    .returning()
  const [analysis] = changed
  if (analysis && !isActive(state)) await insertUsage(tx, analysis)
  return analysis !== undefined
}

/** Notes that an analysis begins, and how long it had waited for that. */
export async function beginAnalysis(tx: Tx, id: number, job: Job, now: number): Promise<void> {
  const waitedMs = sql`case when ${analyses.startedAt} is null then ${now - job.createdAt} else ${analyses.waitedMs} end`
  const facts = { attempt: job.attempts, startedAt: now, progress: null, reason: null, message: null }
  await tx
    .update(analyses)
    .set({ ...facts, state: 'running', waitedMs })
    .where(and(eq(analyses.id, id), active))
}

/** Lets a failed analysis wait again as if new. False when it has not failed (any more). */
export async function reopenAnalysis(tx: Tx, id: number): Promise<boolean> {
  const reopened = await tx
    .update(analyses)
    .set({ state: 'waiting', attempt: 0, startedAt: null, finishedAt: null, reason: null, message: null })
    .where(and(eq(analyses.id, id), eq(analyses.state, 'failed')))
    .returning({ id: analyses.id })
  return reopened.length > 0
}

/** Progress of a running analysis; of any other it is old news and dropped. */
export async function setAnalysisProgress(tx: Tx, id: number, progress: ProgressRow): Promise<void> {
  await tx
    .update(analyses)
    .set({ progress })
    .where(and(eq(analyses.id, id), eq(analyses.state, 'running')))
}

/** False when there is no such analysis of theirs (any more). */
export async function deleteAnalysisOf(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(analyses)
    .where(and(eq(analyses.id, id), eq(analyses.userId, userId)))
    .returning({ id: analyses.id })
  return gone.length > 0
}

/** Has all analyses of a study belong to its new owner. */
export async function moveAnalysesOf(tx: Tx, studyId: number, userId: number): Promise<void> {
  await tx.update(analyses).set({ userId }).where(eq(analyses.studyId, studyId))
}
