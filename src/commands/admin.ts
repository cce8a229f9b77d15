import { openDatabase } from '#db/index.ts'
import { inviteAdministrator } from '#src/accounts/setUp.ts'
import { paths } from '#views/paths.ts'
import { placeBelow } from '#views/route.ts'
import { readConfig } from '../config.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'admin',
  summary: 'Print a one-time link to create the account of a new administrator.',
  usage: 'bioce admin invite',
  async run(args) {
    if (args.join(' ') !== 'invite') throw wrongUsage(this)
    const { databaseUrl, origin, base } = readConfig()
    placeBelow(base)
    const db = await openDatabase(databaseUrl)
    const secret = await inviteAdministrator(db, Date.now())
    await db.close()
    console.log(`${origin}${paths.setup({ token: secret })}`)
    return 0
  },
}
