import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysesInState } from '#db/analyses.ts'
import { openDatabase } from '#db/index.ts'
import { findDamage, findDrift } from '#db/sqlite/drift.ts'
import { listStudies } from '#db/studies.ts'
import { openFiles } from '#src/files.ts'

/** What loadProcess.ts told: ids of studies, and of analyses as study/analysis. */
export type Ledger = Record<'study' | 'analysis' | 'done', Set<string>>

export const emptyLedger = (): Ledger => ({ study: new Set(), analysis: new Set(), done: new Set() })

/** Enters every whole line that was told. */
export function read(told: string, ledger: Ledger): void {
  for (const line of told.split('\n').slice(0, -1)) {
    const [what, ...ids] = line.split(' ')
    if (what! in ledger) ledger[what as keyof Ledger].add(ids.join('/'))
  }
}

/** What a person was told and is not there, or not whole. */
export async function inspect(folder: string, ledger: Ledger): Promise<string[]> {
  const path = join(folder, 'db/bioce.sqlite')
  const faults = [...findDamage(path), ...findDrift(path)]
  const db = await openDatabase(path)
  const files = openFiles(join(folder, 'userData'), join(folder, 'failedAnalyses'))
  const studies = new Map((await listStudies(db.read)).map(study => [String(study.id), study]))
  for (const id of ledger.study) if (!studies.has(id)) faults.push(`study ${id} is gone`)
  for (const study of studies.values())
    for (const name of brokenFiles(files.study(study.userId, study.id)))
      faults.push(`study ${study.id}: ${name}`)
  const states = ['waiting', 'running', 'done', 'failed'] as const
  const rows = (await Promise.all(states.map(state => listAnalysesInState(db.read, state)))).flat()
  const found = new Map(rows.map(row => [`${row.studyId}/${row.id}`, row]))
  for (const key of ledger.analysis) if (!found.has(key)) faults.push(`analysis ${key} is gone`)
  for (const key of ledger.done)
    if (found.get(key)?.state !== 'done') faults.push(`analysis ${key} is not done any more`)
  for (const [key, row] of found) {
    const home = files.analysis(row.userId, row.studyId, row.id)
    const parameters = text(join(home, 'params.json'))
    if (!parameters.endsWith('}\n'))
      faults.push(`analysis ${key} (${row.state}): params.json is missing or short`)
    const result = text(join(home, 'output/result.txt'))
    if (row.state === 'done' && !result.endsWith(parameters))
      faults.push(`analysis ${key}: result is missing or short`)
    const unlucky = row.reason === 'worker_died' // three cuts in a row: told so, and not lost
    if (row.state === 'failed' && !unlucky) faults.push(`analysis ${key} failed: ${row.message}`)
  }
  db.close()
  return faults
}

function brokenFiles(folder: string): string[] {
  const record = text(join(folder, 'study.json'))
  if (!record) return ['study.json is missing or empty']
  const { curve, profiles } = JSON.parse(record) as Record<
    'curve' | 'profiles',
    { path: string; sha256: string }
  >
  return [curve, profiles]
    .filter(
      ({ path, sha256 }) =>
        createHash('sha256')
          .update(text(join(folder, path)))
          .digest('hex') !== sha256,
    )
    .map(({ path }) => `${path} is missing or short`)
}

const text = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')
