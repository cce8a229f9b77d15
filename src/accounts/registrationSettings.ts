import { deleteAllowedDomain, insertAllowedDomain, listAllowedDomains } from '#db/allowedDomains.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { changeSetting } from '../admin/changeSetting.ts'
import { notFound, refuse } from '../errors.ts'
import { normaliseEmail } from './email.ts'
import type { RegistrationMode } from './register.ts'
import type { Viewer } from './sessions.ts'

/** Decides who may open an account by themselves from now on. */
export async function setRegistrationMode(
  db: Database,
  administrator: Viewer,
  mode: RegistrationMode,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    await changeSetting(tx, administrator, 'registration', mode, now)
  })
}

/** @param domain in small letters, without @ */
export function faultOfDomain(domain: string): string | undefined {
  const isDomain = /^([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u.test(domain)
  const isFine = domain === domain.toLowerCase() && (isDomain || normaliseEmail(domain))
  return isFine ? undefined : 'Use a domain such as lab.example.org, or one address, in small letters.'
}

/**
 * Lets a domain with its sub-domains, or a single address, open accounts like a university.
 * @throws AppError invalid
 */
export async function allowDomain(
  db: Database,
  administrator: Viewer,
  { domain: typed, institution }: { domain: string; institution: string },
  now: number,
): Promise<void> {
  const domain = typed.trim().toLowerCase().replace(/^@/, '')
  const fault = faultOfDomain(domain)
  if (fault) refuse({ domain: fault })
  await db.write(async tx => {
    if ((await listAllowedDomains(tx)).some(each => each.domain === domain))
      refuse({ domain: 'This domain or address is already allowed.' })
    await insertAllowedDomain(tx, { domain, institution: institution.trim() || null, createdAt: now })
    await appendAudit(tx, { at: now, actorId: administrator.id, action: 'domain_allowed' })
  })
}

/** Takes the permission back; accounts that were opened with it stay. @throws AppError not_found */
export async function forbidDomain(
  db: Database,
  administrator: Viewer,
  id: number,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    if (!(await listAllowedDomains(tx)).some(each => each.id === id)) throw notFound('allowed domain')
    await deleteAllowedDomain(tx, id)
    await appendAudit(tx, {
      at: now,
      actorId: administrator.id,
      action: 'domain_forbidden',
      subject: `domain:${id}`,
    })
  })
}
