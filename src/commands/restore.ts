import { resolve } from 'node:path'
import { isReplica, restoreReplica } from '../admin/replica.ts'
import { restore } from '../admin/restore.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'
import { UsageError, wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'restore',
  summary:
    'Restore a backup, or a continuous copy as it was at a time, into an empty BIOCE_DATA. Analyses that were running then run again at the next start.',
  usage: 'bioce restore FOLDER [--at 2026-11-22T14:05:00Z]',
  async run([path, option, time, ...more]) {
    const folder = path && resolve(path)
    const until = option === undefined ? Number.POSITIVE_INFINITY : Date.parse(time ?? '')
    const isUsable = option === undefined || (option === '--at' && !Number.isNaN(until))
    if (!folder || !isUsable || more.length > 0) throw wrongUsage(this)
    if (option && !isReplica(folder))
      throw new UsageError(`--at is for a continuous copy (BIOCE_REPLICA), and ${folder} is none.`)
    const restored = isReplica(folder)
      ? await restoreReplica(readConfig(), folder, until)
      : await restore(readConfig(), folder)
    const { name, studies, analyses, missing } = restored
    console.log(`Restored ${name}: ${studies} studies, ${analyses} analyses. Start the server now.`)
    for (const sentence of missing) console.log(`  ${sentence}`)
    return 0
  },
}
