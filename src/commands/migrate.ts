import { openDatabase } from '#db/index.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'migrate',
  summary: 'Create the database or bring it up to date. Every start does this too.',
  usage: 'bioce migrate',
  async run() {
    const { databaseUrl } = readConfig()
    openDatabase(databaseUrl).close()
    console.log(`${databaseUrl} is up to date.`)
    return 0
  },
}
