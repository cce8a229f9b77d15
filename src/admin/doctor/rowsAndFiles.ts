import { isActive } from '#db/schema.ts'
import type { DoctorFacts } from './facts.ts'
import { type DoctorFinding, note, problem } from './finding.ts'

const count = ({ length }: unknown[], one: string, many: string) => `${length} ${length === 1 ? one : many}`

/** Their numbers, as in 1-90, 95. */
function rangesOf(rows: { id: number }[]): string {
  const ranges: [first: number, last: number][] = []
  for (const id of rows.map(row => row.id).toSorted((a, b) => a - b)) {
    const range = ranges.at(-1)
    if (range && range[1] === id - 1) range[1] = id
    else ranges.push([id, id])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}

/** Rows without files: one finding for each kind, however many they are. */
export function* examineRows({
  studies,
  analyses,
  activeJobs,
  onDisk,
}: DoctorFacts): Iterable<DoctorFinding> {
  const studyFolders = new Set(onDisk.studies.map(({ userId, studyId }) => `${userId}/${studyId}`))
  const bare = studies.filter(({ id, userId }) => !studyFolders.has(`${userId}/${id}`))
  if (bare.length > 0)
    yield problem(
      'files',
      `${count(bare, 'study has', 'studies have')} no files: ${rangesOf(bare)}. Restore them, or delete what they belong to.`,
    )
  const folders = new Map(onDisk.analyses.map(folder => [folder.analysisId, folder]))
  const empty = analyses.filter(({ id, state }) => state === 'done' && !folders.get(id)?.hasOutput)
  if (empty.length > 0)
    yield problem(
      'files',
      `${count(empty, 'analysis is', 'analyses are')} done without results: ${rangesOf(empty)}. Restore the results, or run the ${empty.length === 1 ? 'analysis' : 'analyses'} again.`,
    )
  const active = new Set(activeJobs)
  const atWork = analyses.filter(({ state }) => isActive(state))
  const lacking = {
    'a job': atWork.filter(({ id }) => !active.has(id)),
    files: atWork.filter(({ id }) => active.has(id) && !folders.has(id)),
  }
  for (const [what, rows] of Object.entries(lacking))
    if (rows.length > 0)
      yield problem(
        'files',
        `${count(rows, 'analysis waits or runs', 'analyses wait or run')} without ${what}: ${rangesOf(rows)}. ${rows.length === 1 ? 'It' : 'They'} can be marked as failed, and run again.`,
        { kind: 'fail analyses', ids: rows.map(({ id }) => id) },
      )
}

/** The first of them; a page is no place for thousands. */
const someOf = (paths: string[]) =>
  paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '')

/** Files without rows: set aside, never deleted, for they may be what an older backup does not know. */
export function* examineFiles({ studies, analyses, onDisk }: DoctorFacts): Iterable<DoctorFinding> {
  const strays: { study: string[]; analysis: string[] } = { study: [], analysis: [] }
  const left: string[] = []
  const studyIds = new Set(studies.map(({ id }) => id))
  const states = new Map(analyses.map(({ id, state }) => [id, state]))
  for (const { userId, studyId } of onDisk.studies)
    if (!studyIds.has(studyId)) strays.study.push(`userData/user${userId}/study${studyId}`)
  for (const { userId, studyId, analysisId, leftovers } of onDisk.analyses) {
    const home = `userData/user${userId}/study${studyId}/analysis${analysisId}`
    const state = states.get(analysisId)
    if (!state && studyIds.has(studyId)) strays.analysis.push(home)
    if (!state || state === 'running') continue
    const isNeeded = (name: string) => state === 'waiting' && name === 'checkpoint'
    left.push(...leftovers.filter(name => !isNeeded(name)).map(name => `${home}/${name}`))
  }
  for (const id of onDisk.failed) if (!states.has(id)) strays.analysis.push(`failedAnalyses/${id}`)
  for (const [what, paths] of Object.entries(strays))
    if (paths.length > 0)
      yield note(
        'files',
        `${count(paths, 'folder belongs', 'folders belong')} to no ${what}: ${someOf(paths)}. It can be moved to userData/.aside.`,
        { kind: 'set aside', paths },
      )
  if (left.length > 0)
    yield note(
      'files',
      `${count(left, 'folder was', 'folders were')} left by attempts that ended: ${someOf(left)}.`,
      { kind: 'remove leftovers', paths: left },
    )
  if (onDisk.oldIncoming > 0)
    yield note('files', `${onDisk.oldIncoming} uploads were broken off.`, { kind: 'empty incoming' })
}
