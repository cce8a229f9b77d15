import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, setDraftState, updateDraft } from '#db/drafts.ts'
import type { Database } from '#db/index.ts'
import type { Draft, DraftDetails, DraftFile } from '#db/schema.ts'
import { minuteMs } from '#src/durations.ts'
import { fetchEntry, type publicArchives } from '#src/studies/accessions.ts'
import { draftFiles } from '#src/studies/draftFiles.ts'
import { type FileField, type Finding, finding } from '#src/studies/findings.ts'
import type { Attempt } from './runner.ts'

export interface FetchLimits {
  /** Of one file. */
  bytesMax: number
  origins: typeof publicArchives
}

const msMax = 2 * minuteMs
const fields = ['curve', 'library', 'profiles'] as const satisfies FileField[]

/**
 * Fetches the entries of public archives that a draft names and that are not in its folder yet.
 * @param home the folder of the draft
 * @returns what could not be fetched, and why
 */
export async function fetchMissing(
  { db, now, signal }: Attempt,
  draft: Draft,
  home: string,
  limits: FetchLimits,
): Promise<Finding[] | 'stopped'> {
  const found: Finding[] = []
  const { details } = draft
  if (!details) return found
  for (const field of fields) {
    const file = details.files[field]
    if (!file?.accession || existsSync(join(home, file.path))) continue
    const progress = { stage: 'checking', done: 0, total: 0, message: `Fetching ${file.name}`, at: now() }
    await db.write(tx => setDraftState(tx, draft.id, draft.round, { progress }))
    try {
      const fault = await fetchEntry(file.accession, join(home, file.path), { ...limits, msMax, signal })
      if (fault) found.push(finding(fault, field, file.name))
      else await recordSize(db, draft, details, file, Bun.file(join(home, file.path)).size)
    } catch (error) {
      if (signal.aborted) return 'stopped'
      throw error
    }
  }
  return found
}

async function recordSize(
  db: Database,
  draft: Draft,
  details: DraftDetails,
  file: DraftFile,
  size: number,
): Promise<void> {
  file.bytes = size
  const bytes = draftFiles(details.files).reduce((sum, each) => sum + each.bytes, 0)
  await db.write(async tx => {
    const current = await findDraft(tx, draft.id)
    if (current?.round === draft.round) await updateDraft(tx, draft.id, { details, bytes })
  })
}
