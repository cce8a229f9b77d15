import { updateDraft } from '#db/drafts.ts'
import type { Tx } from '#db/index.ts'
import type { Draft, Study, User } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import { AppError } from '../errors.ts'
import { checkFolder, studyFolder } from './check.ts'
import { getOpenDraft } from './drafts.ts'
import type { StudyDeps } from './upload.ts'

/** Called in the transaction that adds the study of a draft: the two belong together. */
export type LinkDraft = (tx: Tx, study: Study) => Promise<void>

/**
 * Makes a checked draft a study, whatever was uploaded; accepting twice gives the same study.
 * @param readReport reads what the check left in its folder; undefined when it is lost
 * @param make stores the study from the folder that the check laid out, and links the draft with it
 * @throws AppError conflict while the draft is checked; what `make` throws
 */
export async function acceptOnce<Report>(
  { db, files }: Pick<StudyDeps, 'db' | 'files'>,
  owner: User,
  draft: Draft,
  readReport: (check: string) => Promise<Report | undefined>,
  make: (report: Report, folder: string, link: LinkDraft) => Promise<Study>,
  now: number,
): Promise<Study> {
  const before = draft.studyId === null ? undefined : await findStudyOf(db.read, owner.id, draft.studyId)
  if (before) return before
  const home = files.draft(owner.id, draft.id)
  const check = checkFolder(home, draft.round)
  const report = draft.state === 'done' ? await readReport(check) : undefined
  if (!report)
    throw new AppError('conflict', 'The files are still being checked. Wait a moment and try again.')
  const study = await make(report, studyFolder(check), async (tx, stored) => {
    await getOpenDraft(tx, owner.id, draft.id, now) // or another request was quicker
    await updateDraft(tx, draft.id, { studyId: stored.id })
  })
  await files.discard(home)
  return study
}
