import { openDatabase } from '#db/index.ts'
import { backUp } from '../admin/backUp.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'backup',
  summary:
    'Copy database, secrets and files into a new folder under BIOCE_BACKUPS. The server keeps running.',
  usage: 'bioce backup',
  takesNothing: true,
  async run() {
    const config = readConfig()
    const db = await openDatabase(config.databaseUrl)
    const { name, studies, analyses, bytes, missing } = await backUp({ db, config }, Date.now())
    await db.close()
    console.log(
      `${config.backups}/${name}: ${studies} studies, ${analyses} analyses, ${Math.ceil(bytes / 1e6)} MB`,
    )
    for (const sentence of missing) console.log(`  ${sentence}`)
    return missing.length === 0 ? 0 : 1
  },
}
