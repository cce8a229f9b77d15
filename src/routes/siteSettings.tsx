import { Elysia, t } from 'elysia'
import { siteTextNames } from '#db/schema.ts'
import { listSettings, type SettingKey } from '#db/settings.ts'
import { findUser } from '#db/users.ts'
import { findAccountSettings, setAccountSettings } from '#src/accounts/accountSettings.ts'
import { findGuestSettings, guestPlaces, setGuestSettings } from '#src/accounts/guestSettings.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { changeSetting, listSettingChanges, undoSettingChange } from '#src/admin/changeSetting.ts'
import { checkFirstSteps } from '#src/admin/firstSteps.ts'
import { findLogo, setIdentity } from '#src/admin/identity.ts'
import { findTextInForce } from '#src/admin/siteTexts.ts'
import { panelTables } from '#src/admin/tables.ts'
import { type MailTest, sendTestMail } from '#src/admin/testMail.ts'
import { guestOptions } from '#views/admin/guestSettings.tsx'
import { modes } from '#views/admin/registration.tsx'
import { SiteSettingsPage } from '#views/admin/siteSettings.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** What a setting is called in the list of changes, where its name does not say it. */
const titles: Partial<Record<SettingKey, string>> = {
  contact: 'Contact address',
  siteName: 'Name of the site',
  operator: 'Operator and data controller',
  hosting: 'Place of the data',
  registration: 'Who may open an account',
  factorGraceDays: 'Days without a second factor',
  idleMinutes: 'Minutes after which a session ends',
  retentionDays: 'Days for which a study is kept',
  guests: 'Who may work without an account',
  guestsMax: 'People without an account at a time',
  guestDays: 'Days for which their studies are kept',
  guestUploadMb: 'MB of their uploads',
}

/** What a value of a choice is called in the list of changes. */
const choices = new Map<string, string>([
  ...modes.map(([value, text]) => [value, `“${text}”`] as const),
  ...guestOptions.map(({ value, text }) => [value, `“${text}”`] as const),
])

const textPages = {
  terms: { title: 'Terms of use', path: paths.terms },
  privacy: { title: 'Privacy', path: paths.privacy },
  imprint: { title: 'Imprint', path: paths.imprint },
}

interface Outcomes {
  siteForm?: FormState
  accountForm?: FormState
  guestForm?: FormState
  mailTest?: MailTest
  undoProblem?: string
}

/** For administrators: everything that is decided about the site, and where from. */
export function siteSettingsRoutes(deps: Deps) {
  const { db, config, now } = deps

  async function page(frame: Frame, administrator: Viewer, outcomes: Outcomes = {}) {
    const { siteName, operator, hosting, contact } = await listSettings(db.read)
    const held = Object.entries(await findAccountSettings(db.read))
    const guests = await findGuestSettings(db.read)
    const accounts = Object.fromEntries(held.map(([name, value]) => [name, String(value)]))
    return (
      <SiteSettingsPage
        frame={frame}
        tables={panelTables}
        steps={await checkFirstSteps(db.read, config, administrator)}
        siteForm={{ values: { siteName, operator, hosting, contact }, errors: {} }}
        texts={await shownTexts()}
        folder={config.site}
        hasLogo={findLogo(config) !== undefined}
        accountForm={{ values: accounts, errors: {} }}
        guestForm={{ values: guests.values, errors: {} }}
        guestBytesMax={guests.bytesMax}
        isSending={config.smtpUrl !== undefined}
        changes={await shownChanges()}
        environment={config.shown}
        {...outcomes}
      />
    )
  }

  async function shownTexts() {
    const shown = siteTextNames.map(async name => ({
      name,
      title: textPages[name].title,
      href: textPages[name].path(),
      ...(await findTextInForce(deps, name, now())),
    }))
    return await Promise.all(shown)
  }

  async function shownChanges() {
    const text = (value: unknown) =>
      value === '' ? 'nothing' : (choices.get(String(value)) ?? String(value))
    const changes = (await listSettingChanges(db.read, 10)).map(async change => {
      const by = change.actorId === null ? undefined : await findUser(db.read, change.actorId)
      return {
        ...change,
        at: new Date(change.at),
        by: by ? `${by.firstName} ${by.lastName}` : 'somebody who has left',
        title: titles[change.key] ?? change.key,
        before: text(change.before),
        after: text(change.after),
      }
    })
    return await Promise.all(changes)
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.siteSettings.pattern, async ({ html, frame, visit }) => {
      const administrator = await checkAdministrationView(db.read, visit.viewer, now())
      return html(await page(frame, administrator))
    })
    .post(
      paths.siteSettings.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await setIdentity(db, administrator, body, now())
          visit.say('setting_saved')
          return seeOther(paths.siteSettings())
        } catch (error) {
          const siteForm = faultsIn(error, body, { request, set })
          return html(await page(frame, administrator, { siteForm }))
        }
      },
      { body: formOf({ siteName: line, operator: line, hosting: line, contact: line }) },
    )
    .post(
      paths.accountSettings.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await setAccountSettings(db, administrator, body, now())
          visit.say('setting_saved')
          return seeOther(paths.siteSettings())
        } catch (error) {
          const accountForm = faultsIn(error, body, { request, set })
          return html(await page(frame, administrator, { accountForm }))
        }
      },
      { body: formOf({ factorGraceDays: line, idleMinutes: line, retentionDays: line }) },
    )
    .post(
      paths.guestSettings.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await setGuestSettings(db, administrator, body, now())
          visit.say('setting_saved')
          return seeOther(paths.siteSettings())
        } catch (error) {
          const guestForm = faultsIn(error, body, { request, set })
          return html(await page(frame, administrator, { guestForm }))
        }
      },
      {
        body: formOf({
          guests: t.UnionEnum([...guestPlaces]),
          guestsMax: line,
          guestDays: line,
          guestUploadMb: line,
        }),
      },
    )
    .post(
      paths.settingUndo.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await undoSettingChange(db, administrator, params.id, now())
          visit.say('setting_saved')
          return seeOther(paths.siteSettings())
        } catch (error) {
          const undoProblem = faultsIn(error, {}, { request, set }).errors['']
          return html(await page(frame, administrator, { undoProblem }))
        }
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.testMail.pattern,
      async ({ html, frame, visit, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const mailTest = await sendTestMail(deps, administrator, now())
        return html(await page(frame, administrator, { mailTest }))
      },
      { body: formOf({}) },
    )
    .post(
      paths.firstStepsHiding.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await db.write(tx => changeSetting(tx, administrator, 'firstStepsHidden', true, now()))
        return seeOther(paths.admin())
      },
      { body: formOf({}) },
    )
}
