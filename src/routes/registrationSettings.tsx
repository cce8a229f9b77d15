import { Elysia, t } from 'elysia'
import { listAccountRequests } from '#db/accountRequests.ts'
import { listAllowedDomains } from '#db/allowedDomains.ts'
import { type Invited, inviteAll } from '#src/accounts/administer.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { registrationMode } from '#src/accounts/register.ts'
import { allowDomain, forbidDomain, setRegistrationMode } from '#src/accounts/registrationSettings.ts'
import { panelTables } from '#src/admin/tables.ts'
import { RegistrationSettingsPage } from '#views/admin/registration.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** For administrators: who may open an account, domains that count as academic here, invitations. */
export function registrationSettingsRoutes(deps: Deps) {
  const { db, now } = deps
  const mode = t.Union([
    t.Literal('academic'),
    t.Literal('approval'),
    t.Literal('open'),
    t.Literal('invitation'),
  ])

  interface Forms {
    domainForm?: FormState
    inviteForm?: FormState
    invited?: Invited
  }

  async function page(frame: Frame, forms: Forms = {}) {
    const requests = await listAccountRequests(db.read)
    const facts = {
      mode: await registrationMode(db.read),
      domains: await listAllowedDomains(db.read),
      waiting: requests.filter(request => request.state === 'waiting').length,
    }
    return (
      <RegistrationSettingsPage
        frame={frame}
        tables={panelTables}
        {...facts}
        domainForm={forms.domainForm ?? blankForm}
        inviteForm={forms.inviteForm ?? blankForm}
        invited={forms.invited}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.registrationSettings.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      return html(await page(frame))
    })
    .post(
      paths.registrationSettings.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await setRegistrationMode(db, administrator, body.mode, now())
        visit.say('setting_saved')
        return seeOther(paths.registrationSettings())
      },
      { body: formOf({ mode }) },
    )
    .post(
      paths.allowedDomains.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await allowDomain(db, administrator, { institution: '', ...body }, now())
          visit.say('setting_saved')
          return seeOther(paths.registrationSettings())
        } catch (error) {
          const domainForm = faultsIn(error, body, { request, set })
          return html(await page(frame, { domainForm }))
        }
      },
      { body: formOf({ domain: line, institution: maybe(line) }) },
    )
    .post(
      paths.allowedDomainRemoval.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await forbidDomain(db, administrator, params.id, now())
        visit.say('setting_saved')
        return seeOther(paths.registrationSettings())
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.invitations.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          return html(await page(frame, { invited: await inviteAll(db, administrator, body.emails, now()) }))
        } catch (error) {
          const inviteForm = faultsIn(error, body, { request, set })
          return html(await page(frame, { inviteForm }))
        }
      },
      { body: formOf({ emails: t.String({ maxLength: 20_000 }) }) },
    )
}
