import { expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRunning } from '#db/jobs.ts'
import { listMails } from '#db/mails.ts'
import type { Analysis } from '#db/schema.ts'
import { until } from './until.ts'
import type { openWork } from './work.ts'

/** Nothing of the ledger is left to start or to kill. */
export async function isAllOver(work: Awaited<ReturnType<typeof openWork>>, ledger: Analysis[]) {
  const rows = await Promise.all(ledger.map(work.row))
  return rows.every(row => row?.state !== 'waiting' && row?.state !== 'running')
}

/** The ledger: every submit that was acknowledged ended, once, and its owner was told once. */
export async function expectEachDoneOnce(
  work: Awaited<ReturnType<typeof openWork>>,
  ledger: Analysis[],
): Promise<void> {
  for (const analysis of ledger) {
    expect(await work.ended(analysis, 60_000)).toMatchObject({ state: 'done' })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('done\n')
  }
  const mails = await listMails(work.db.read, 10_000)
  const isInLedger = (id: number) => ledger.some(analysis => analysis.id === id)
  const told = mails.map(mail => (mail.facts as { analysisId: number }).analysisId).filter(isInLedger)
  expect(told.sort((a, b) => a - b)).toEqual(ledger.map(analysis => analysis.id))
  await until(async () => (await listRunning(work.db.read)).length === 0)
}
