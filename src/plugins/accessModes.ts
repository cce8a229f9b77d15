import { may } from '#src/accounts/permissions.ts'
import type { Maintenance } from '#src/admin/maintenance.ts'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import { AppError } from '../errors.ts'
import { isSafe } from './sameOrigin.ts'
import type { Visit } from './session.ts'

/** What an administrator who looks at the site as another person may see: what they would help with, nothing else. */
const seenAsAnother = [
  paths.home,
  paths.studies,
  paths.analysis,
  paths.about,
  paths.help,
  paths.citation,
  paths.terms,
  paths.privacy,
  paths.contact,
  paths.status,
]
/** Where looking at the site as another person ends, and with it the one change that may be made meanwhile. */
const waysOut: string[] = [paths.impersonationEnd.pattern, paths.signOut.pattern]
/** The way in and out, open to administrators whatever maintenance is under way. */
const wayIn = [paths.signIn, paths.signOut, paths.stepUp]

/**
 * The two rules that hold before every route, whatever it is: nobody changes anything while looking at the site as
 * another person, and during maintenance administrators alone may change, or see, anything.
 * @throws AppError forbidden, unavailable
 */
export function checkAccessMode({ method, url }: Request, { viewer }: Visit, maintenance: Maintenance): void {
  const { pathname } = new URL(url)
  const isReading = isSafe(method)
  if (viewer?.impersonator) {
    const isAllowed = isReading ? isWithin(pathname, ...seenAsAnother) : waysOut.includes(pathname)
    if (isAllowed) return
    const words =
      'While you view the site as another person, you can see their studies but cannot change anything.'
    throw new AppError('forbidden', words)
  }
  if (maintenance.access === 'open' || (viewer && may(viewer, 'administer')) || isWithin(pathname, ...wayIn))
    return
  const words = maintenance.banner || 'The server is under maintenance.'
  if (maintenance.access === 'closed') throw new AppError('unavailable', words)
  if (!isReading)
    throw new AppError('unavailable', `${words} Until then you can read everything but change nothing.`)
}
