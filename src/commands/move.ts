import { copyDatabase } from '#db/copy.ts'
import { isOnServer, nameOf, openDatabase } from '#db/index.ts'
import { claimServer } from '../claimServer.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'move',
  summary:
    'Copy the database into an empty one: between SQLite, PostgreSQL and MariaDB. Stop servers and workers first; then set BIOCE_DATABASE_URL to the new one.',
  usage: 'bioce move TO-URL',
  async run(args) {
    const [to, ...more] = args
    if (to === undefined || to.startsWith('-') || more.length > 0) throw wrongUsage(this)
    const { databaseUrl } = readConfig()
    if (!isOnServer(databaseUrl)) claimServer(databaseUrl) // what it wrote from now on would be lost
    const toUrl = readConfig({
      ...process.env,
      BIOCE_DATABASE_URL: to,
      BIOCE_DATABASE_URL_FILE: '',
    }).databaseUrl
    const from = await openDatabase(databaseUrl)
    const target = await openDatabase(toUrl)
    try {
      const copied = await copyDatabase(from, target)
      for (const { table, rows, hash } of copied)
        if (rows > 0)
          console.log(`${table.padEnd(18)} ${String(rows).padStart(8)} rows  ${hash.slice(0, 16)}`)
      console.log(`Every row is in ${nameOf(toUrl)}, as it was. Set BIOCE_DATABASE_URL and start the server.`)
      return 0
    } finally {
      await Promise.all([from.close(), target.close()])
    }
  },
}
