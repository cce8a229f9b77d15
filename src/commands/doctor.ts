import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { type Database, openDatabase } from '#db/index.ts'
import { type Config, readConfig } from '../config.ts'
import { examine, type Mend } from '../doctor.ts'
import { ballastOf, gatherFacts, oldIncoming } from './doctorFacts.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'doctor',
  summary: 'Check database, folders, files, disk, workers and mail; --fix mends what can lose nothing.',
  usage: 'bioce doctor [--fix]',
  async run(args) {
    const config = readConfig()
    const db = openDatabase(config.databaseUrl)
    try {
      const findings = examine(await gatherFacts(config, db, Date.now()))
      for (const { area, grave, message, mend } of findings) {
        console.log(`${grave ? 'PROBLEM' : 'note   '}  ${area}: ${message}`)
        if (!mend) continue
        if (args.includes('--fix')) console.log(`         ${await apply(mend, config, db)}`)
        else console.log('         "bioce doctor --fix" mends this.')
      }
      if (findings.length === 0) console.log('All is well.')
      return findings.some(({ grave, mend }) => grave && !(mend && args.includes('--fix'))) ? 1 : 0
    } finally {
      db.close()
    }
  },
}

/** Does one safe thing and says what it did. */
async function apply(mend: Mend, config: Config, db: Database): Promise<string> {
  switch (mend.kind) {
    case 'protect database':
      chmodSync(config.databaseUrl, 0o600)
      return 'Now only its owner can.'
    case 'make ballast':
      return ballastOf(config).load() ? 'Made it.' : 'There is no room for it now.'
    case 'empty incoming':
      for (const path of oldIncoming(config.userData, Date.now())) rmSync(path, { recursive: true })
      return 'Removed them.'
    case 'make folder':
      mkdirSync(mend.path, { recursive: true, mode: 0o700 })
      return 'Made it.'
    case 'set aside':
      return `Moved it to ${setAside(mend.path, config)}.`
    case 'remove leftover':
      rmSync(absolute(mend.path, config), { recursive: true, force: true })
      return 'Removed it.'
    case 'fail analysis':
      await db.write(tx => setAnalysisState(tx, mend.id, 'failed', { finishedAt: Date.now(), ...lost }))
      return 'Marked it as failed; its owner can run it again.'
  }
}

const lost = { reason: 'worker_died', message: 'The server lost track of this analysis.' }

function setAside(path: string, config: Config): string {
  const folder = join(config.userData, '.aside', new Date().toISOString().slice(0, 10))
  mkdirSync(folder, { recursive: true })
  const to = join(folder, `${path.replaceAll('/', '-')}-${Bun.randomUUIDv7().slice(-6)}`)
  renameSync(absolute(path, config), to)
  return to
}

/** Paths in findings begin with userData or failedAnalyses, wherever those lie. */
const absolute = (path: string, { userData, failedAnalyses }: Config) =>
  join(dirname(path.startsWith(basename(userData)) ? userData : failedAnalyses), path)
