import type { Database } from '#db/index.ts'
import { normaliseEmail } from '../accounts/email.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { refuse } from '../errors.ts'
import { changeSetting } from './changeSetting.ts'

/** Publishes the address at which people reach the administrators; empty for none. @throws AppError invalid */
export async function setContact(
  db: Database,
  administrator: Viewer,
  typed: string,
  now: number,
): Promise<void> {
  const contact = typed.trim() === '' ? '' : normaliseEmail(typed)
  if (contact === undefined) refuse({ contact: 'Use an address such as saxs@lab.example.org.' })
  await db.write(tx => changeSetting(tx, administrator, 'contact', contact, now))
}
