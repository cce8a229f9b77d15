import { html } from '@elysiajs/html'
import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { listSettings } from '#db/settings.ts'
import { isGuest, linkSecretOf } from '#src/accounts/guests.ts'
import { checkArea, isStudied } from '#src/accounts/permissions.ts'
import { hasSeenTour } from '#src/accounts/tours.ts'
import { identityIn } from '#src/admin/identity.ts'
import { type Maintenance, maintenanceIn } from '#src/admin/maintenance.ts'
import { mustAgree } from '#src/admin/siteTexts.ts'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError, type MistakeKind } from '../errors.ts'
import { checkAccessMode } from './accessModes.ts'
import { maskToken } from './csrf.ts'
import type { Deps } from './deps.ts'
import { type FlashWord, flashes } from './flashes.ts'
import { formOfAnswer, headersOf } from './problem.ts'
import { type Visit, visitOf } from './session.ts'

/**
 * What a route that shows pages starts from: `visit`, `frame` (the facts every page needs) and `html`, which is
 * the only way a string becomes a page. autoDetect would serve any string that looks like a tag as HTML.
 */
export function pages(deps: Deps) {
  return new Elysia()
    .use(html({ autoDetect: false, contentType: 'text/html; charset=utf-8' }))
    .derive({ as: 'scoped' }, async context => {
      const visit = await visitOf(context, deps)
      const settings = await listSettings(deps.db.read)
      const maintenance = maintenanceIn(settings, deps.now())
      const site = identityIn(settings, deps.config)
      return { visit, settings, maintenance, frame: { ...frameOf(visit, maintenance, context, deps), site } }
    })
    .onBeforeHandle({ as: 'scoped' }, ({ request, visit, settings, maintenance }) => {
      const { pathname, search } = new URL(request.url)
      checkAccessMode(request, visit, maintenance)
      checkArea(visit.viewer, pathname)
      // What is under way goes on: only a page that is opened asks first.
      const isOpened = request.method === 'GET' && !request.headers.has('hx-request')
      if (isOpened && visit.viewer && isStudied(pathname) && mustAgree(visit.viewer, settings))
        return seeOther(paths.agreement({ next: deps.config.base + pathname + search }))
    })
}

type Cookies = Record<string, { value: unknown; remove(): void }>

function frameOf(
  { viewer, csrfTokens, flash }: Visit,
  { banner, bannerEndsAt }: Maintenance,
  { request, cookie }: { request: Request; cookie: Cookies },
  { config, keys, now }: Deps,
): Frame {
  const theme = String(cookie.theme?.value)
  return {
    path: config.base + new URL(request.url).pathname,
    viewer: viewer && {
      firstName: viewer.user.firstName,
      lastName: viewer.user.lastName,
      email: viewer.user.email,
      isSuperuser: viewer.roles.includes('superuser'),
      isToured: viewer.impersonator !== undefined || isGuest(viewer.user) || hasSeenTour(viewer.user),
      guest:
        viewer.user.guestUntil === null || viewer.impersonator
          ? null
          : {
              until: new Date(viewer.user.guestUntil),
              link: paths.guest(linkSecretOf(keys.proofs, viewer.user)),
            },
    },
    csrf: maskToken(csrfTokens[0]!),
    isBuiltInOff: config.builtIn === false,
    flash: flash && Object.hasOwn(flashes, flash) ? flashes[flash as FlashWord] : null,
    now: new Date(now()),
    banner: banner ? { text: banner, until: bannerEndsAt ? new Date(bannerEndsAt) : null } : null,
    impersonationEndsAt: viewer?.impersonator ? new Date(viewer.impersonator.endsAt) : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  }
}

const formMistakes: MistakeKind[] = ['invalid', 'conflict', 'too_large', 'too_many', 'too_slow']

/**
 * A form again with what was typed and what was wrong with it, under the status of the mistake. Any other error goes
 * on to the error page, and so does every one for a program that asks for JSON.
 */
export function faultsIn(
  error: unknown,
  values: Record<string, unknown>,
  { request, set }: { request: Request; set: Answer },
): FormState {
  if (!(error instanceof AppError) || !formMistakes.includes(error.kind)) throw error
  if (formOfAnswer(request) === 'json') throw error
  set.status = error.status
  Object.assign(set.headers, headersOf(error))
  const typed = Object.entries(values).filter(
    ([name, value]) => typeof value === 'string' && !/password/i.test(name),
  )
  const errors = Object.keys(error.fields).length > 0 ? error.fields : { '': error.message }
  return { values: Object.fromEntries(typed) as Record<string, string>, errors: { ...errors } }
}

/**
 * What was typed, to be shown again. A form that was refused because something stands in its way may be sent once more as
 * a new one: nothing was made of its key, or of the same key with other values.
 */
export function withNewKey(
  error: unknown,
  values: Record<string, string>,
  key: 'submitKey' | 'uploadKey',
): Record<string, string> {
  const isInTheWay = error instanceof AppError && error.kind === 'conflict'
  return isInTheWay ? { ...values, [key]: randomUUIDv7() } : values
}

interface Answer {
  status?: number | string
  headers: Record<string, unknown>
}

/** The `:id` of a path. */
export const byId = t.Object({ id: t.Numeric({ minimum: 1, multipleOf: 1 }) })

/** The way on after a POST. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } })
}
