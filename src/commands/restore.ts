import { resolve } from 'node:path'
import { restore } from '../admin/restore.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'restore',
  summary:
    'Restore a backup into an empty BIOCE_DATA. Analyses that were running at the time of the backup run again at the next start.',
  usage: 'bioce restore FOLDER',
  async run(args) {
    if (args.length !== 1) {
      console.error(this.usage)
      return 2
    }
    const { name, studies, analyses } = await restore(readConfig(), resolve(args[0]!))
    console.log(`Restored ${name}: ${studies} studies, ${analyses} analyses. Start the server now.`)
    return 0
  },
}
