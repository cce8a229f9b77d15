import { join } from 'node:path'
import { countAnalysesOf, listAnalysesOfStudy, moveAnalysesOf } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Reader, Tx } from '#db/index.ts'
import { isActive, type Study, type User } from '#db/schema.ts'
import { moveSharesOf } from '#db/shares.ts'
import { findStudyByName, findStudyOf, listStudiesOf, updateStudy } from '#db/studies.ts'
import { removeGuest } from '../accounts/guests.ts'
import { copyTree } from '../copyTree.ts'
import { AppError, notFound } from '../errors.ts'
import { limitsOf, refuseOneMore, refuseOverfull } from './allowance.ts'
import { freeName } from './names.ts'
import type { StudyDeps } from './upload.ts'

/**
 * Makes a study with its analyses, files and links another person's.
 * @param also done in the same transaction, before anything is moved
 * @throws AppError not_found; conflict while an analysis of it waits or runs, or where its new owner keeps enough
 */
export async function moveStudy(
  { db, files, config }: StudyDeps,
  { from, to, id }: { from: number; to: User; id: number },
  now: number,
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  const before = await contentOf(db.read, from, id)
  const incoming = await files.openIncoming()
  try {
    const copy = join(incoming, 'study')
    await copyTree(files.study(from, id), copy, { share: true }) // its files never change
    await files.sync(copy)
    await db.write(async tx => {
      await also(tx)
      const { study, analyses } = await contentOf(tx, from, id)
      if (analyses.some(({ state }) => isActive(state)))
        throw new AppError(
          'conflict',
          `An analysis of “${study.name}” waits or runs. Wait until it has ended, or cancel it, and try again.`,
        )
      if (JSON.stringify({ study, analyses }) !== JSON.stringify(before))
        throw new AppError('conflict', `“${study.name}” was changed at the same moment. Try again.`)
      await refuseOneMore('studies', tx, to, config)
      const { analysesMax } = limitsOf(to, config)
      if ((await countAnalysesOf(tx, to.id)).kept + analyses.length > analysesMax)
        throw new AppError(
          'conflict',
          `With those of “${study.name}” you would keep more than ${analysesMax} analyses, which is the most allowed. Delete some to make room.`,
        )
      const name = await nameFor(tx, to, study)
      await updateStudy(tx, id, { userId: to.id, name, expiresAt: null, warnedAt: null })
      await moveAnalysesOf(tx, id, to.id)
      await moveSharesOf(tx, id, to.id)
      await refuseOverfull(tx, to, config, now)
      const facts = { action: 'study_moved', subject: `study:${id}`, details: { from } }
      await appendAudit(tx, { at: now, actorId: to.id, ...facts })
      const home = files.study(to.id, id)
      await files.discard(home) // of a move that lost its power before the commit
      await files.place(copy, home)
    })
    await files.discard(files.study(from, id))
  } finally {
    await files.discard(incoming)
  }
}

/** Gives everything that a guest has to a person with an account, and removes the guest. @throws AppError as above */
export async function claimGuest(deps: StudyDeps, guest: User, to: User, now: number): Promise<void> {
  for (const { id } of (await listStudiesOf(deps.db.read, guest.id)).reverse())
    await moveStudy(deps, { from: guest.id, to, id }, now)
  await removeGuest(deps, guest.id, now)
}

async function contentOf(db: Reader, ownerId: number, id: number) {
  const study = await findStudyOf(db, ownerId, id)
  if (!study) throw notFound('study')
  return { study, analyses: await listAnalysesOfStudy(db, id) }
}

/** Its own, or the next one where its new owner has a study of that name. */
async function nameFor(db: Reader, to: User, { name }: Study): Promise<string> {
  if (!(await findStudyByName(db, to.id, name))) return name
  return freeName(name, new Set((await listStudiesOf(db, to.id)).map(study => study.name)))
}
