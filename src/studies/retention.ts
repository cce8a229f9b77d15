import { listAnalysesOfStudy } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import { enqueueMail } from '#db/queue.ts'
import { findSetting } from '#db/settings.ts'
import { changeEnd, findStudy, findStudyOf, readStudyUses, type StudyUse, updateStudy } from '#db/studies.ts'
import { giveTurn, inBatches } from '#db/turns.ts'
import { findUser } from '#db/users.ts'
import { dayMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { removeStudy } from './remove.ts'

/** The owner is told so long before a study is removed. */
const noticeMs = 14 * dayMs

/** So many are changed in one transaction: nobody else waits long for theirs. */
const studiesAtATime = 50

type End = Partial<Pick<StudyUse, 'expiresAt' | 'warnedAt'>>

/**
 * Removes studies that nobody used for as long as the setting `retentionDays` says, two weeks after their owners were
 * told. An end that was told only moves later: by using the study, by its owner's wish, by a longer setting.
 * What to do is found out before anything is written; a study that changed meanwhile is left for the next time.
 */
export async function applyRetention(deps: { db: Database; files: Files }, now: number): Promise<void> {
  const { db } = deps
  const days = await findSetting(db.read, 'retentionDays')
  const studies: StudyUse[] = []
  for await (const part of readStudyUses(db.read)) studies.push(...part)
  const moved = studies.map(study => ({ study, end: endOf(study, days * dayMs, now) }))
  const changed = moved.filter(({ study, end }) => end !== study.expiresAt)
  for (const batch of inBatches(changed, studiesAtATime)) {
    await giveTurn()
    await db.write(async tx => {
      for (const { study, end } of batch) await change(tx, study, { expiresAt: end, warnedAt: null })
    })
  }
  const isNear = ({ warnedAt, expiresAt }: StudyUse) =>
    warnedAt === null && expiresAt !== null && expiresAt <= now + noticeMs
  for (const [userId, theirs] of Map.groupBy(studies.filter(isNear), each => each.userId)) {
    await giveTurn()
    await db.write(tx => notifyOwner(tx, userId, theirs, now))
  }
  for (const study of studies.filter(each => isNotified(each, now) && each.expiresAt! <= now))
    await expire(deps, study, now)
}

/** When a study is to go; null for never. */
function endOf({ usedAt, expiresAt }: StudyUse, keptMs: number, now: number): number | null {
  return keptMs === 0 ? null : Math.max(usedAt + keptMs, expiresAt ?? now + noticeMs)
}

/** A study that is not as it was read is passed over from here on. */
async function change(tx: Tx, study: StudyUse, changes: End): Promise<boolean> {
  const isChanged = await changeEnd(tx, study, changes)
  Object.assign(study, isChanged ? changes : { expiresAt: null })
  return isChanged
}

/** One mail about all studies of a person whose end is near. */
async function notifyOwner(tx: Tx, userId: number, studies: StudyUse[], now: number): Promise<void> {
  const owner = await findUser(tx, userId)
  if (!owner) return
  const told = []
  for (const study of studies) {
    const { id, name, expiresAt } = study
    // A server that slept past the end still gives its people two weeks.
    const end = Math.max(expiresAt!, now + noticeMs)
    if (await change(tx, study, { warnedAt: now, expiresAt: end })) told.push({ id, name, at: end })
  }
  if (told.length > 0)
    await enqueueMail(tx, { kind: 'retention', userId, email: owner.email, facts: { studies: told } }, now)
}

const isNotified = ({ warnedAt }: StudyUse, now: number) => warnedAt !== null && warnedAt <= now - noticeMs

/** Its owner may have kept or used it in the meantime. */
async function expire(deps: { db: Database; files: Files }, study: StudyUse, now: number): Promise<void> {
  const { id, userId, usedAt, expiresAt } = study
  const isDue = async (tx: Tx) => {
    const analyses = await listAnalysesOfStudy(tx, id)
    const isUnused = analyses.every(each => (each.finishedAt ?? each.createdAt) <= usedAt)
    return isUnused && (await findStudy(tx, id))?.expiresAt === expiresAt
  }
  await removeStudy(deps, userId, id, now, async tx => {
    if (!(await isDue(tx))) throw notFound('study')
    await appendAudit(tx, { at: now, action: 'study_expired', subject: `study:${id}` })
  }).catch(error => {
    if (!(error instanceof AppError && error.kind === 'not_found')) throw error
  })
}

/** Keeps a study as long again as the setting says, by its owner's wish. @throws AppError not_found, conflict */
export async function extendStudy(db: Database, ownerId: number, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    const study = await findStudyOf(tx, ownerId, id)
    if (!study) throw notFound('study')
    const days = await findSetting(tx, 'retentionDays')
    if (days === 0) throw new AppError('conflict', 'Studies are kept until you delete them.')
    const expiresAt = Math.max(study.expiresAt ?? 0, now + days * dayMs)
    await updateStudy(tx, id, { expiresAt, warnedAt: null })
  })
}
