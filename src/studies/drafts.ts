import { join } from 'node:path'
import {
  countOpenDraftsOf,
  deleteDraft,
  findDraftByKey,
  findDraftOf,
  insertDraft,
  listExpiredDrafts,
  listOpenDraftsOf,
  updateDraft,
} from '#db/drafts.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import { findJobByKey } from '#db/jobs.ts'
import { cancel, enqueue } from '#db/queue.ts'
import type { Draft, DraftFiles, StudyInput, User } from '#db/schema.ts'
import type { FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { priorityOf } from '../accounts/guests.ts'
import { holdOn } from '../analyses/status.ts'
import type { Config } from '../config.ts'
import { dayMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import type { Accession } from './accessions.ts'
import { refuseOneMore, refuseOverfull } from './allowance.ts'
import { checkFolder } from './check.ts'
import {
  type ArrivedFile,
  draftCurves,
  draftFiles,
  filesOfEntries,
  refuseManyCurves,
  sizeOf,
  takeIn,
  withCurves,
  withFiles,
  withoutTables,
} from './draftFiles.ts'
import type { FileField } from './findings.ts'
import type { Reading } from './reading.ts'
import type { StudyDeps } from './upload.ts'

/** A draft that nobody looks at goes after a day. */
const draftMsMax = dayMs
const draftsMax = 3
const modelsMax = 10_000

export const checkLimits = (inflatedBytesMax: number) => ({ inflatedBytesMax, modelsMax })

export type DraftFolders = Pick<Files, 'draft' | 'discard'>

export interface NewDraft {
  /** The form's own key: sending the same form twice makes one draft. */
  uploadKey: string | null
  /** Of all that the form said: the same key with other values is a conflict. */
  formHash?: string | null
  name: string
  unit?: string
  skipVariational?: boolean
  files: ArrivedFile[]
  /** The method whose inputs they are, where it is not the built-in one; `inputs` lie in the incoming folder. */
  method?: string
  inputs?: StudyInput[] | null
  /** Entries of public archives in the place of files; the worker fetches them. */
  accessions?: Partial<Record<FileField, Accession>>
}

/**
 * Keeps an upload for a day and has its files checked: see jobs/check.ts.
 * @throws AppError conflict when a person may upload nothing more for now
 */
export async function openDraft(
  deps: StudyDeps,
  owner: User,
  incoming: string,
  { files: arrived, accessions = {}, unit = 'guess', skipVariational = false, ...facts }: NewDraft,
  now: number,
): Promise<Draft> {
  const { db, files, config } = deps
  refuseManyCurves([], arrived)
  const nothing = { library: null, profiles: null }
  const fetched = filesOfEntries(accessions)
  const kept = withFiles({ ...nothing, ...fetched }, await takeIn(files, arrived, incoming, 1))
  await files.sync(incoming)
  return await db.write(async tx => {
    const before = facts.uploadKey === null ? undefined : await findDraftByKey(tx, owner.id, facts.uploadKey)
    if (before && before.formHash === (facts.formHash ?? null)) return before
    if (before)
      throw new AppError(
        'conflict',
        'This form was sent before, with other files or values; that upload is on the page My studies. Send it again to upload these too.',
      )
    await refuseMore(tx, owner, config, now)
    const draft = await insertDraft(tx, {
      ...facts,
      userId: owner.id,
      details: facts.method === undefined ? { unit, skipVariational, files: kept } : null,
      bytes: sizeOf([...arrived, ...(facts.inputs ?? [])]),
      createdAt: now,
      expiresAt: now + draftMsMax,
    })
    await refuseOverfull(tx, owner, config, now)
    const home = files.draft(owner.id, draft.id)
    await files.discard(home) // of an upload that had this id and lost its power before the commit
    await files.place(incoming, home)
    await enqueueCheck(tx, draft, owner, now)
    return draft
  })
}

/**
 * What keeps a person from another upload, told before its bytes arrive; nothing for a form that was sent before.
 * @param bytes as the request announces them
 */
export async function refusalOfUpload(
  deps: Pick<StudyDeps, 'db' | 'config'>,
  owner: User,
  bytes: number,
  now: number,
): Promise<(uploadKey: string | undefined) => void> {
  const before = await listOpenDraftsOf(deps.db.read, owner.id, now)
  const refusal = await obstacleToUpload(deps, owner, bytes, now)
  return uploadKey => {
    if (refusal && !before.some(draft => draft.uploadKey !== null && draft.uploadKey === uploadKey))
      throw refusal
  }
}

/** What keeps a person from an upload of so many bytes, which they are told before they choose files; null where nothing does. */
export async function obstacleToUpload(
  { db, config }: Pick<StudyDeps, 'db' | 'config'>,
  owner: User,
  bytes: number,
  now: number,
): Promise<AppError | null> {
  try {
    await refuseMore(db.read, owner, config, now)
    await refuseOverfull(db.read, owner, config, now, bytes)
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

async function refuseMore(db: Reader, owner: User, config: Config, now: number): Promise<void> {
  await refuseOneMore('studies', db, owner, config)
  if ((await countOpenDraftsOf(db, owner.id, now)) >= draftsMax)
    throw new AppError(
      'conflict',
      `${draftsMax} of your uploads are checked but not saved. Save or discard one of them first.`,
    )
}

export interface DraftChanges {
  arrived: ArrivedFile[]
  /** In the place of which curve one that arrived goes, from 0; the first unless given, one after the last is added. */
  place?: number | undefined
  withoutProfiles?: boolean
  /** Which of several curves is left out, from 0. */
  withoutCurve?: number | undefined
  frames?: FrameChoice | undefined
  reading?: Reading | undefined
}

/** Puts other files in the place of some, leaves one out, or chooses other frames or another reading, and has all of them checked again. */
export async function changeFiles(
  deps: StudyDeps,
  owner: User,
  id: number,
  changes: DraftChanges,
  now: number,
): Promise<void> {
  const { db, files } = deps
  const { arrived } = changes
  const before = await getOpenDraft(deps.db.read, owner.id, id, now)
  const home = files.draft(owner.id, id)
  for (const { path } of arrived) await files.sync(path)
  let kept = new Set<string>()
  await db.write(async tx => {
    const draft = await findDraftOf(tx, owner.id, id, now)
    if (draft?.round !== before.round)
      throw new AppError('conflict', 'This upload was changed in another window. Reload the page.')
    await stopCheck(tx, draft, now)
    const round = draft.round + 1
    const anew = {
      round,
      state: 'waiting',
      progress: null,
      message: null,
      expiresAt: now + draftMsMax,
    } as const
    if (!draft.details) await updateDraft(tx, id, anew)
    else {
      const { files: present } = draft.details
      const arrivedAs = async () => await takeIn(files, arrived, home, round)
      const next = await filesAfter(present, changes, arrivedAs)
      const growth = sizeOf(draftFiles(next)) - sizeOf(draftFiles(present))
      await refuseOverfull(tx, owner, deps.config, now, growth)
      const details = { ...draft.details, files: next }
      await updateDraft(tx, id, { ...anew, details, bytes: sizeOf(draftFiles(next)) })
      kept = new Set(draftFiles(next).map(({ path }) => path))
    }
    await enqueueCheck(tx, { id, round }, owner, now)
  })
  await files.discard(checkFolder(home, before.round))
  for (const { path } of before.details ? draftFiles(before.details.files) : [])
    if (!kept.has(path)) await files.discard(join(home, path))
}

/** The files of a draft after changes. @throws AppError invalid when a curve or what it is compared with would be missing */
async function filesAfter(
  present: DraftFiles,
  { arrived, place, withoutProfiles, withoutCurve, frames, reading }: DraftChanges,
  takeInArrived: () => ReturnType<typeof takeIn>,
): Promise<DraftFiles> {
  const curves = draftCurves(present).filter((_, m) => m !== withoutCurve)
  if (curves.length === 0) throw new AppError('invalid', 'Keep a curve: an analysis needs one.')
  refuseManyCurves(curves, arrived, place)
  const withAll = withCurves(present, curves)
  const staying = withoutProfiles ? withoutTables(withAll) : withAll
  if (!staying.library && !staying.profiles)
    throw new AppError('invalid', 'Keep the models or the profiles: an analysis needs at least one of them.')
  const next = withFiles(staying, await takeInArrived(), place)
  if (frames && next.library) next.library = { ...next.library, frames }
  if (reading && next.library)
    next.library = { ...next.library, reading: { ...next.library.reading, ...reading } }
  return next
}

export async function discardDraft(deps: StudyDeps, owner: User, id: number, now: number): Promise<void> {
  const draft = await getOpenDraft(deps.db.read, owner.id, id, now)
  await removeDraft(deps, draft, now)
}

/** Removes what nobody looked at for a day. */
export async function sweepDrafts(deps: { db: Database; files: DraftFolders }, now: number): Promise<void> {
  for (const draft of await listExpiredDrafts(deps.db.read, now)) await removeDraft(deps, draft, now)
}

/** @throws AppError not_found also for one that became a study */
export async function getOpenDraft(db: Reader, ownerId: number, id: number, now: number): Promise<Draft> {
  const draft = await findDraftOf(db, ownerId, id, now)
  if (!draft || draft.studyId !== null) throw notFound('upload')
  return draft
}

/** Removes an upload with its files; its check is stopped. @param note writes it down in the same transaction */
export async function removeDraft(
  { db, files }: { db: Database; files: DraftFolders },
  draft: Draft,
  now: number,
  note: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  await db.write(async tx => {
    await stopCheck(tx, draft, now)
    await deleteDraft(tx, draft.id)
    await note(tx)
  })
  await files.discard(files.draft(draft.userId, draft.id))
}

/** What keeps a check from starting, in words; null when nothing does. */
export async function holdOnCheck(db: Reader, draft: Draft, now: number): Promise<string | null> {
  const job = draft.state === 'waiting' ? await findJobByKey(db, keyOf(draft)) : undefined
  return job ? await holdOn(db, job, now) : null
}

const keyOf = ({ id, round }: Pick<Draft, 'id' | 'round'>) => `check:${id}:${round}`

async function enqueueCheck(
  tx: Tx,
  draft: Pick<Draft, 'id' | 'round'>,
  owner: User,
  now: number,
): Promise<void> {
  const payload = { draftId: draft.id, round: draft.round }
  const turn = { userId: owner.id, priority: priorityOf(owner) }
  await enqueue(tx, { kind: 'check', payload, ...turn, uniqueKey: keyOf(draft) }, now)
}

async function stopCheck(tx: Tx, draft: Draft, now: number): Promise<void> {
  const job = await findJobByKey(tx, keyOf(draft))
  if (job) await cancel(tx, job.id, now)
}
