import { findAnalysisOf } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import { findJobByKey } from '#db/jobs.ts'
import { type Analysis, isActive, type Job } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { findWorkerSilenceMs, workersGoneMs } from '#db/workers.ts'
import type { Progress } from '#src/ensemble/contract.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { jobKey } from './cancel.ts'
import { type ExpectedStart, expectedStarts, type QueueSettings } from './expectedStarts.ts'
import { type MethodPlaces, methodOf } from './methods.ts'

/** Whether nothing more happens to it by itself. */
export const isOver = ({ state }: Pick<Analysis, 'state'>) => !isActive(state)

/** Where an analysis stands now, for its page; undefined when it is not theirs or is gone. */
export async function findStatusOf(
  db: Reader,
  settings: QueueSettings & MethodPlaces,
  ownerId: number,
  id: number,
  now: number,
) {
  const analysis = await findAnalysisOf(db, ownerId, id)
  return analysis && (await analysisStatus(db, settings, analysis, now))
}

export async function analysisStatus(
  db: Reader,
  settings: QueueSettings & MethodPlaces,
  analysis: Analysis,
  now: number,
  startsOf: () => Promise<Map<number, ExpectedStart>> = () => expectedStarts(db, settings, now),
) {
  const job = analysis.state === 'waiting' ? await findJobByKey(db, jobKey(analysis.id)) : undefined
  const start = job && (await startsOf()).get(job.id)
  const progress = analysis.state === 'running' ? analysis.progress : null
  return {
    id: analysis.id,
    name: analysis.name,
    state: analysis.state,
    createdAt: new Date(analysis.createdAt),
    startedAt: analysis.startedAt === null ? null : new Date(analysis.startedAt),
    hold: job ? ((await holdOn(db, job, now)) ?? (analysis.reason ? null : analysis.message)) : null,
    ahead: start?.ahead ?? null,
    startsIn: start?.startsIn ?? null,
    attempt: analysis.attempt,
    progress: progress as Progress | null,
    stages: isBuiltIn(analysis) ? undefined : stagesOf(settings, analysis),
    share: progress?.share ?? null,
    secondsLeft: progress?.secondsLeft ? secondsLeft(progress.secondsLeft, now - progress.at) : null,
    secondsExpected: analysis.state === 'waiting' ? analysis.expectedSeconds : null,
  }
}

/** What a method of the laboratory goes through; nothing where its manifest does not tell. */
const stagesOf = (places: MethodPlaces, { method, methodVersion }: Analysis) =>
  (methodOf(places, method, methodVersion)?.stages ?? []).map(({ name, title }) => ({ name, text: title }))

/** Counts down between two lines of progress. */
const secondsLeft = (told: number, agoMs: number) => Math.max(1, Math.round(told - agoMs / 1000))

/** What keeps a waiting job from starting besides those before it, in words; null when nothing does. */
export async function holdOn(db: Reader, job: Job, now: number): Promise<string | null> {
  if (await findSetting(db, 'queuePaused')) return 'The administrators have paused the queue'
  const silent = now - job.createdAt > workersGoneMs && (await findWorkerSilenceMs(db, now)) > workersGoneMs
  return silent ? 'No worker is running on the server; the job starts when one is back' : null
}
