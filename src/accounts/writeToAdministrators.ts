import type { Database } from '#db/index.ts'
import { listUsersWithRole } from '#db/users.ts'
import { refuse } from '../errors.ts'
import { enqueueAccountMail, toUser } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { checkRate, networkOf, rateLimits } from './rateLimits.ts'
import type { Client } from './sessions.ts'

/**
 * Brings a visitor's question to the administrators, where the site publishes no address.
 * @throws AppError invalid by field, too_many
 */
export async function writeToAdministrators(
  db: Database,
  typed: { email: string; question: string },
  client: Client,
  now: number,
): Promise<void> {
  const email = normaliseEmail(typed.email)
  const question = typed.question.trim()
  const faults: Record<string, string> = {}
  if (!email) faults.email = notAnAddress
  if (question.length < 10 || question.length > 2000) faults.question = 'Write 10 to 2,000 characters.'
  if (!email || Object.keys(faults).length > 0) refuse(faults)
  await db.write(async tx => {
    if (client.address) await checkRate(tx, rateLimits.mailByAddress, networkOf(client.address), now)
    for (const administrator of await listUsersWithRole(tx, 'superuser'))
      await enqueueAccountMail(tx, 'question', toUser(administrator), { from: email, question }, now)
  })
}
