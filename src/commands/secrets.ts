import { appendAudit } from '#db/audit.ts'
import { openDatabase } from '#db/index.ts'
import { listEncryptedBefore } from '#src/accounts/totpSecrets.ts'
import { readConfig } from '../config.ts'
import { dayMs } from '../durations.ts'
import { changeSecret, openKeys } from '../secrets.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

/** Longer than a session that is not remembered: forms that people have open go on working. */
const overlapMs = dayMs

export const command: Command = {
  name: 'secrets',
  summary: 'Replace the secret of the server. The old one stays valid for a day; with --at-once it does not.',
  usage: 'bioce secrets change [--at-once]',
  async run([verb, option, ...more]) {
    if (verb !== 'change' || (option !== undefined && option !== '--at-once') || more.length > 0)
      throw wrongUsage(this)
    const { secretsFile, databaseUrl } = readConfig()
    const { factors } = openKeys(secretsFile)
    const db = await openDatabase(databaseUrl)
    try {
      if ((await listEncryptedBefore(db.read, factors)).length > 0) {
        console.error(
          'The server was not restarted since the last change. Restart it, then change the secret again.',
        )
        return 1
      }
      const now = Date.now()
      const goodUntil = option ? now : now + overlapMs
      changeSecret(secretsFile, goodUntil)
      await db.write(tx => appendAudit(tx, { at: now, action: 'secret_changed' }))
      const until = option ? 'counts no more' : `counts until ${new Date(goodUntil).toISOString()}`
      console.log(
        `The secret is changed. Restart the server now; from then on what the old one sealed ${until}.`,
      )
      return 0
    } finally {
      await db.close()
    }
  },
}
