import type { Reader } from '#db/index.ts'
import { listRolesOf } from '#db/roles.ts'
import type { User } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import { isSharedPath } from '../analyses/sharedAddress.ts'
import { dayMs, minuteMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import { hasFactor } from './factors.ts'
import type { Viewer } from './sessions.ts'

/** What a role lets its holders do. Roles that an administrator adds let them do nothing here by themselves. */
const grants: Record<string, readonly Permission[]> = {
  user: ['study'],
  superuser: ['study', 'administer'],
  guest: ['study'],
}

/** The names of a person's roles. That of guests belongs to what they are: nobody can grant or revoke it. */
export async function findRoles(db: Reader, { id, guestUntil }: User): Promise<string[]> {
  return guestUntil === null ? await listRolesOf(db, id) : ['guest']
}

/** `study`: have studies and analyses of one's own. `administer`: look after everybody's. */
export type Permission = 'study' | 'administer'

/** Of studies and analyses; the example result is everybody's, and what was shared is for whoever has the link. */
export const isStudied = (path: string) =>
  isWithin(path, paths.studies, paths.drafts, paths.analysis) &&
  !isWithin(path, paths.publicExample) &&
  !isSharedPath(path)

/** What those who are signed in must be allowed to do in parts of the site, by the start of their paths. */
const areas: [Permission, (path: string) => boolean][] = [
  ['study', isStudied],
  ['administer', path => isWithin(path, paths.admin)],
]

/** Proving to be oneself is good for so long where others could be harmed. */
const freshMsMax = 15 * minuteMs

/** The viewer may do this after proving to be themselves once more, or after adding a second factor. */
export class StepUpNeeded extends AppError {
  constructor(readonly need: 'proof' | 'factor') {
    super(
      'forbidden',
      need === 'proof'
        ? 'This page needs a recent confirmation of your identity.'
        : 'Administrators need a second factor. Add one to your account to continue.',
    )
  }
}

/** The roles were read with this request, so a role's removal acts on the next one. */
export function may(viewer: Pick<Viewer, 'roles'>, permission: Permission): boolean {
  return viewer.roles.some(role => Object.hasOwn(grants, role) && grants[role]!.includes(permission))
}

export function holdsRole(viewer: Pick<Viewer, 'roles'>, role: string): boolean {
  return viewer.roles.includes(role)
}

/**
 * In front of every route, so that a new one cannot forget it. Whoever is not signed in is let through: the route
 * sends them to the sign-in page.
 * @throws AppError forbidden; not_found under /admin
 */
export function checkArea(viewer: Viewer | null, path: string): void {
  if (viewer && viewer.user.guestUntil !== null && isWithin(path, paths.account))
    throw new AppError('forbidden', 'You work without an account. Open one, or sign in, to see this page.')
  const area = areas.find(([, has]) => has(path))
  if (!viewer || !area || may(viewer, area[0])) return
  if (area[0] === 'administer') throw notFound('page')
  throw new AppError(
    'forbidden',
    'Your account may not have studies of its own. Ask an administrator for the role “user”.',
  )
}

export const isFresh = ({ session }: Viewer, now: number) => now - (session.strongAuthAt ?? 0) <= freshMsMax

/**
 * The check in front of everything that administrators do: what they change, take along and see of another person's
 * studies. To everyone else the pages do not exist.
 * @throws AppError not_found, StepUpNeeded
 */
export async function checkAdministration(db: Reader, viewer: Viewer | null, now: number): Promise<Viewer> {
  const administrator = await checkAdministrator(db, viewer, now)
  if (!isFresh(administrator, now)) throw new StepUpNeeded('proof')
  return administrator
}

/**
 * The check in front of pages that they only read: any proof of this session is enough, until the session is not used for
 * eight hours (see accounts/sessions).
 * @throws AppError not_found, StepUpNeeded
 */
export async function checkAdministrationView(
  db: Reader,
  viewer: Viewer | null,
  now: number,
): Promise<Viewer> {
  const administrator = await checkAdministrator(db, viewer, now)
  if (administrator.session.strongAuthAt === null) throw new StepUpNeeded('proof')
  return administrator
}

async function checkAdministrator(db: Reader, viewer: Viewer | null, now: number): Promise<Viewer> {
  if (!viewer || !may(viewer, 'administer')) throw notFound('page')
  if (!(await hasFactor(db, viewer.id))) {
    if (now > (await findFactorDue(db, viewer))) throw new StepUpNeeded('factor')
  }
  return viewer
}

/** Until when an administrator may go without a second factor. */
export async function findFactorDue(db: Reader, { user }: Viewer): Promise<number> {
  return user.createdAt + (await findSetting(db, 'factorGraceDays')) * dayMs
}

/** In front of what changes how a person signs in. @throws StepUpNeeded */
export function checkFresh(viewer: Viewer, now: number): void {
  if (!isFresh(viewer, now)) throw new StepUpNeeded('proof')
}
