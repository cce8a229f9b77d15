import { Elysia, t } from 'elysia'
import { findSetting } from '#db/settings.ts'
import { writeToAdministrators } from '#src/accounts/writeToAdministrators.ts'
import { findLogo } from '#src/admin/identity.ts'
import { agree, findTextInForce } from '#src/admin/siteTexts.ts'
import { AgreementPage } from '#views/accounts/agreement.tsx'
import { blankForm, type FormState } from '#views/frame.ts'
import { ContactPage } from '#views/pages/contact.tsx'
import { ImprintPage } from '#views/pages/imprint.tsx'
import { PrivacyPage } from '#views/pages/privacy.tsx'
import { TermsPage } from '#views/pages/terms.tsx'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, nextPath, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** What the site says of its operator: terms, privacy, imprint, contact, logo; and the agreement to it. */
export function siteRoutes(deps: Deps) {
  const { db, config, now } = deps

  async function operatorFacts() {
    const [operator, hosting, contact] = await Promise.all([
      findSetting(db.read, 'operator'),
      findSetting(db.read, 'hosting'),
      findSetting(db.read, 'contact'),
    ])
    return { operator, hosting, contact }
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.terms.pattern, async ({ html, frame }) =>
      html(<TermsPage frame={frame} {...(await findTextInForce(deps, 'terms', now()))} />),
    )
    .get(paths.privacy.pattern, async ({ html, frame }) => {
      const days = await findSetting(db.read, 'retentionDays')
      const text = await findTextInForce(deps, 'privacy', now())
      const kept = {
        retentionDays: days > 0 ? days : null,
        guestDays: await findSetting(db.read, 'guestDays'),
      }
      return html(<PrivacyPage frame={frame} {...kept} {...text} {...(await operatorFacts())} />)
    })
    .get(paths.imprint.pattern, async ({ html, frame }) => {
      const { text } = await findTextInForce(deps, 'imprint', now())
      const facts = await operatorFacts()
      if (text === null && facts.operator === '') throw notFound('page')
      return html(<ImprintPage frame={frame} text={text} {...facts} />)
    })
    .get(paths.siteLogo.pattern, () => {
      const logo = findLogo(config)
      if (!logo) throw notFound('file')
      // Opened by itself, a drawing is a page: nothing in it runs.
      const policy = "default-src 'none'; sandbox"
      const headers = { 'content-type': logo.type, 'content-security-policy': policy }
      return new Response(Bun.file(logo.path), {
        headers: { ...headers, 'cache-control': 'public, max-age=86400' },
      })
    })
    .get(paths.contact.pattern, async ({ html, frame }) => {
      const form = { ...blankForm, values: { email: frame.viewer?.email ?? '' } }
      return html(<ContactPage frame={frame} address={await findSetting(db.read, 'contact')} form={form} />)
    })
    .post(
      paths.contact.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          await writeToAdministrators(db, body, visit.client, now())
          visit.say('question_sent')
          return seeOther(paths.contact())
        } catch (error) {
          const form: FormState = faultsIn(error, body, { request, set })
          return html(<ContactPage frame={frame} address="" form={form} />)
        }
      },
      { body: formOf({ email: line, question: password }) },
    )
    .get(
      paths.agreement.pattern,
      ({ html, frame, visit, query }) => {
        memberOf(visit)
        return html(<AgreementPage frame={frame} next={query.next} />)
      },
      { query: t.Object({ next: nextPath }) },
    )
    .post(
      paths.agreement.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        await agree(db, memberOf(visit), now())
        return seeOther(ownPath(body.next, paths.studies()))
      },
      { body: formOf({ next: nextPath }) },
    )
}
