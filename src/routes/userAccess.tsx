import { Elysia, t } from 'elysia'
import { listRoles, listRolesOf } from '#db/roles.ts'
import { listSessionsOf } from '#db/sessions.ts'
import { findUser } from '#db/users.ts'
import { endSessionsOf, removeFactorsOf, setRole } from '#src/accounts/administer.ts'
import { listActiveFactors } from '#src/accounts/factors.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { countRecoveryCodes } from '#src/accounts/recoveryCodes.ts'
import { auditRowView } from '#src/admin/auditRowView.ts'
import { panelTables } from '#src/admin/tables.ts'
import { UserAccessPage } from '#views/admin/userAccess.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'

/** For administrators: what one person may do and how they get in. */
export function userAccessRoutes(deps: Deps) {
  const { db, now } = deps
  const isHeld = t.Union([t.Literal('yes'), t.Literal('no')])

  async function factsOf(id: number) {
    const user = await findUser(db.read, id)
    if (!user) throw notFound('user')
    const held = await listRolesOf(db.read, id)
    const roles = await listRoles(db.read)
    return {
      user: { id, name: `${user.firstName} ${user.lastName}`, email: user.email },
      roles: roles.map(({ name, description }) => ({ name, description, isHeld: held.includes(name) })),
      factors: (await listActiveFactors(db.read, id)).map(({ kind, name }) => ({ kind, name })),
      recoveryCodes: await countRecoveryCodes(db.read, id),
      sessions: (await listSessionsOf(db.read, id)).filter(each => each.expiresAt > now()).length,
    }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.userAccess.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        const administrator = await checkAdministrationView(db.read, visit.viewer, now())
        const facts = await factsOf(id)
        await auditRowView(db, administrator, `users:${id}`, now())
        return html(
          <UserAccessPage frame={frame} tables={panelTables} isMe={administrator.id === id} {...facts} />,
        )
      },
      { params: byId },
    )
    .post(
      paths.userRoles.pattern,
      async ({ visit, params: { id }, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await setRole(db, administrator, id, { role: body.role, isHeld: body.isHeld === 'yes' }, now())
        visit.say(body.isHeld === 'yes' ? 'role_granted' : 'role_revoked')
        return seeOther(paths.userAccess(id))
      },
      { params: byId, body: formOf({ role: t.String({ maxLength: 50 }), isHeld }) },
    )
    .post(
      paths.userFactorsRemoval.pattern,
      async ({ visit, params: { id }, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await removeFactorsOf(db, administrator, id, now())
        visit.say('factors_removed')
        return seeOther(paths.userAccess(id))
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.userSessionsEnd.pattern,
      async ({ visit, params: { id }, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await endSessionsOf(db, administrator, id, now())
        visit.say('signed_out')
        return seeOther(paths.userAccess(id))
      },
      { params: byId, body: formOf({}) },
    )
}
