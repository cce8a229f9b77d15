import { Elysia, t } from 'elysia'
import { listRoles } from '#db/roles.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { changeMethod, findMethod, listMethods, removeMethod } from '#src/admin/methods.ts'
import { panelTables } from '#src/admin/tables.ts'
import { readMethods } from '#src/analyses/methods.ts'
import { MethodPage } from '#views/admin/method.tsx'
import { MethodsPage } from '#views/admin/methods.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, maybe } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { receiveMethod } from '../plugins/receiveMethod.ts'
import type { Visit } from '../plugins/session.ts'
import { describeProtection, findProtection, type Protection } from '../protection.ts'

/** For administrators: the methods of the laboratory, who may start them, and their versions. */
export function adminMethodRoutes(deps: Deps) {
  const { db, config, now } = deps
  const params = t.Object({ method: t.String({ maxLength: 40 }) })
  const number = t.Numeric({ minimum: 1, multipleOf: 1 })
  let found: Protection | undefined
  /** It tries what the machine has, which takes a moment. */
  const protection = () => (found ??= findProtection(config))

  /** A program from a browser must not come to the secrets of the server. On one's own machine it is one's own. */
  function obstacle(): string | undefined {
    const { sandbox, account } = protection()
    const { hostname } = new URL(config.origin)
    if (sandbox || account || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return undefined
    return 'No method can be installed here, because nothing keeps methods from the secrets of this server. Install bubblewrap (docs/admin.md), or put the method into the folder BIOCE_METHODS.'
  }

  async function listPage(frame: Frame, form: FormState = { values: {}, errors: {} }) {
    const { faults, lacks } = readMethods(config)
    const methods = await listMethods(db.read, config)
    const confined = { protection: describeProtection(protection()), obstacle: obstacle() }
    return (
      <MethodsPage
        frame={frame}
        tables={panelTables}
        methods={methods}
        faults={[...faults, ...lacks]}
        {...confined}
        form={form}
      />
    )
  }

  async function methodPage(frame: Frame, name: string, problem?: string) {
    const method = await findMethod(db.read, config, name)
    const roles = (await listRoles(db.read)).map(role => role.name)
    return <MethodPage frame={frame} tables={panelTables} {...{ method, roles, problem }} />
  }

  async function administratorOf(visit: Visit, csrf: string) {
    checkCsrf(visit, csrf)
    return await checkAdministration(db.read, visit.viewer, now())
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.adminMethods.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      return html(await listPage(frame))
    })
    .post(
      paths.adminMethods.pattern,
      async ({ html, frame, visit, request, set }) => {
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          const { name, isNew } = await receiveMethod(deps, request, visit, administrator, obstacle())
          visit.say(isNew ? 'method_installed' : 'method_updated')
          return seeOther(paths.adminMethod(name))
        } catch (error) {
          return html(await listPage(frame, faultsIn(error, {}, { request, set })))
        }
      },
      { parse: 'none' },
    )
    .get(
      paths.adminMethod.pattern,
      async ({ html, frame, visit, params }) => {
        await checkAdministrationView(db.read, visit.viewer, now())
        return html(await methodPage(frame, params.method))
      },
      { params },
    )
    .post(
      paths.adminMethodOffer.pattern,
      async ({ visit, params, body }) => {
        const administrator = await administratorOf(visit, body.csrf)
        await changeMethod(deps, administrator, params.method, { isOff: body.isOff === 'yes' }, now())
        visit.say('setting_saved')
        return seeOther(paths.adminMethod(params.method))
      },
      { params, body: formOf({ isOff: t.Union([t.Literal('yes'), t.Literal('no')]) }) },
    )
    .post(
      paths.adminMethodRole.pattern,
      async ({ visit, params, body }) => {
        const administrator = await administratorOf(visit, body.csrf)
        await changeMethod(deps, administrator, params.method, { role: roleIn(body.role) }, now())
        visit.say('setting_saved')
        return seeOther(paths.adminMethod(params.method))
      },
      { params, body: formOf({ role: t.String({ maxLength: 60 }) }) },
    )
    .post(
      paths.adminMethodVersion.pattern,
      async ({ visit, params, body }) => {
        const administrator = await administratorOf(visit, body.csrf)
        await changeMethod(deps, administrator, params.method, { current: body.number }, now())
        visit.say('setting_saved')
        return seeOther(paths.adminMethod(params.method))
      },
      { params, body: formOf({ number }) },
    )
    .post(
      paths.adminMethodRemoval.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        const administrator = await administratorOf(visit, body.csrf)
        try {
          await removeMethod(deps, administrator, params.method, body.number, now())
        } catch (error) {
          const { errors } = faultsIn(error, {}, { request, set })
          return html(await methodPage(frame, params.method, errors['']))
        }
        visit.say('method_removed')
        return seeOther(body.number === undefined ? paths.adminMethods() : paths.adminMethod(params.method))
      },
      { params, body: formOf({ number: maybe(number) }) },
    )
}

/** As the choice of the page writes it: undefined as the manifest says, '' for everybody. */
function roleIn(choice: string): string | undefined {
  if (choice === 'manifest') return undefined
  return choice.startsWith('role ') ? choice.slice('role '.length) : ''
}
