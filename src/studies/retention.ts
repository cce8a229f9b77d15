import { listAnalysesOfStudy } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Study } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { findStudyOf, listStudies, updateStudy } from '#db/studies.ts'
import { findUser } from '#db/users.ts'
import { enqueueLetter } from '#jobs/queue.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { removeStudy } from './remove.ts'

const dayMs = 86_400_000
/** The owner is told so long before a study is removed. */
const noticeMs = 14 * dayMs

/**
 * Removes studies that nobody used for as long as the setting `retentionDays` says, two weeks after their owners were
 * told. An end that was told only moves later: by using the study, by its owner's wish, by a longer setting.
 */
export async function keepRetention(world: { db: Database; files: Files }, now: number): Promise<void> {
  const days = await findSetting(world.db.read, 'retentionDays')
  const due = await world.db.write(async tx => {
    const studies = await listStudies(tx)
    const dated = days === 0 ? await clearEnds(tx, studies) : await setEnds(tx, studies, days * dayMs, now)
    await tellOwners(tx, dated, now)
    return dated.filter(study => isTold(study, now) && study.expiresAt! <= now)
  })
  for (const { id, userId } of due)
    await removeStudy(world, userId, id, now, async tx => {
      await appendAudit(tx, { at: now, action: 'study_expired', subject: `study:${id}` })
    })
}

async function clearEnds(tx: Tx, studies: Study[]): Promise<Study[]> {
  for (const study of studies.filter(each => each.expiresAt !== null))
    await updateStudy(tx, study.id, { expiresAt: null, warnedAt: null })
  return []
}

async function setEnds(tx: Tx, studies: Study[], keptMs: number, now: number): Promise<Study[]> {
  const dated: Study[] = []
  for (const study of studies) {
    const analyses = await listAnalysesOfStudy(tx, study.id)
    const usedAt = Math.max(study.createdAt, ...analyses.map(each => each.finishedAt ?? each.createdAt))
    const end = Math.max(usedAt + keptMs, study.expiresAt ?? now + noticeMs)
    const changes = end === study.expiresAt ? {} : { expiresAt: end, warnedAt: null }
    if (end !== study.expiresAt) await updateStudy(tx, study.id, changes)
    dated.push({ ...study, ...changes })
  }
  return dated
}

/** One letter to each owner, about all of their studies whose end is near. */
async function tellOwners(tx: Tx, studies: Study[], now: number): Promise<void> {
  const near = studies.filter(each => each.warnedAt === null && each.expiresAt! <= now + noticeMs)
  for (const [userId, theirs] of Map.groupBy(near, each => each.userId)) {
    const owner = await findUser(tx, userId)
    if (!owner) continue
    const facts = theirs.map(({ id, name, expiresAt }) => ({ id, name, at: expiresAt }))
    await enqueueLetter(tx, { kind: 'retention', userId, email: owner.email, facts: { studies: facts } }, now)
    for (const study of theirs) {
      // A server that slept past the end still gives its people two weeks.
      const expiresAt = Math.max(study.expiresAt!, now + noticeMs)
      await updateStudy(tx, study.id, { warnedAt: now, expiresAt })
      Object.assign(study, { expiresAt })
    }
  }
}

const isTold = ({ warnedAt }: Study, now: number) => warnedAt !== null && warnedAt <= now - noticeMs

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
