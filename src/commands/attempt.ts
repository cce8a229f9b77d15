import { dirname, resolve } from 'node:path'
import { runAttempt } from '#jobs/executors/attempt.ts'
import { ourselves } from '#src/ourselves.ts'
import { openConfinement } from '../confinement.ts'
import { findProtection } from '../protection.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

/** What a cluster starts on its nodes. It reads no setting, opens no database, and touches its folder only. */
export const command: Command = {
  name: 'attempt',
  summary: 'Run one attempt of an analysis on a node of a cluster; the server starts it.',
  usage: 'bioce attempt FOLDER',
  async run(args) {
    const [folder] = args
    if (folder === undefined || args.length > 1) throw wrongUsage(this)
    const ending = new AbortController()
    process.on('SIGTERM', () => ending.abort())
    return await runAttempt(resolve(folder), {
      ourselves: args => ourselves(...args),
      confine,
      part:
        process.env.SLURM_ARRAY_TASK_ID === undefined ? undefined : Number(process.env.SLURM_ARRAY_TASK_ID),
      start: process.env.SLURM_JOB_ID ?? String(process.pid),
      signal: ending.signal,
    })
  },
}

/** Hides the attempts of others, which lie beside this one. */
function confine(folder: string) {
  const userData = dirname(folder)
  const nothing = { failedAnalyses: userData, logs: userData, backups: userData }
  return openConfinement(findProtection({ userData, methods: undefined }), {
    ...nothing,
    userData,
    databaseFolder: userData,
    secretsFile: folder,
    methods: undefined,
  })
}
