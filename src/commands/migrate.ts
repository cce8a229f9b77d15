import { type Migrated, nameOf, openDatabase } from '#db/index.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'migrate',
  summary: 'Create the database or bring it up to date. Every start does this too.',
  usage: 'bioce migrate',
  takesNothing: true,
  async run() {
    const { databaseUrl } = readConfig()
    const onMigrated = ({ copy }: Migrated) => {
      if (copy) console.log(`A copy of it as it was is ${copy}.`)
    }
    await (await openDatabase(databaseUrl, { onMigrated })).close()
    console.log(`${nameOf(databaseUrl)} is up to date.`)
    return 0
  },
}
