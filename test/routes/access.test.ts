import { describe, expect, test } from 'bun:test'
import { watchCommits } from '../support/database.ts'
import { access, type Row } from './accessTable.ts'
import { type Actor, type ActorName, actors, makeWorld, openSite, type World } from './world.ts'

const site = openSite()
const { app } = site
const origin = site.config.origin
const ownPage = { 'sec-fetch-site': 'same-origin' }

interface Sending {
  headers?: Record<string, string>
  /** In place of the actor's own. */
  csrf?: string
  id?: string
  method?: string
}

const version = watchCommits(site.db.path)

/** What one actor is answered on a route. */
async function ask(
  route: string,
  row: Row,
  world: World,
  actor: Actor,
  sending: Sending = {},
): Promise<Response> {
  const [method, pattern] = route.split(' ')
  const id = sending.id ?? String(row.id?.(world) ?? '')
  const path = row.path?.(id, world) ?? pattern
  const headers = new Headers({ accept: 'text/html', cookie: actor.cookie, ...(sending.headers ?? ownPage) })
  const init: RequestInit = { method: sending.method ?? method, headers }
  if (row.form) {
    const fields = { csrf: sending.csrf ?? actor.csrf, ...row.form(world, id) }
    init.body = row.multipart ? formData(fields) : new URLSearchParams(fields)
  }
  return await app.handle(new Request(`${origin}${path}`, init))
}

function formData(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('curve', new Blob([''], { type: 'text/plain' }), '')
  return form
}

/** A page without what may differ between two requests: tokens, challenges and ids. */
const bare = (text: string) =>
  text.replace(/value="[^"]*"|data-options="[^"]*"|href="[^"]*"/g, '').replace(/datetime="[^"]*"/g, '')

/** Routes that know no visitor. */
const impersonal =
  /(GET \/(static\/\*|favicon.ico|robots.txt|sitemap.xml|.well-known\/security.txt|manifest.webmanifest|healthz|metrics|offline|offline.js)|POST \/policy-reports)$/
const seenAsAnother = /^GET \/(studies|analyses|about|help|citation|terms|privacy|contact|status)?(\/|$)/
const waysOut = ['POST /impersonation/end', 'POST /sign-out']

/** What is about an account, of which a guest has none. */
const ofAccounts = / \/account(\/|$)|^POST \/guests\/:secret\/claim$/

/** The status that a cell of the table promises. */
function promised(route: string, row: Row, actor: ActorName): { status: number; location?: RegExp } {
  if (actor === 'administrator as the owner' && !impersonal.test(route))
    return { status: seenAsAnother.test(route) || waysOut.includes(route) ? row.answer : 403 }
  const toSignIn = { status: 303, location: /^\/sign-in/ }
  const isStaff = actor === 'administrator' || (row.looks && actor === 'stale administrator')
  if (actor === 'guest' && ofAccounts.test(route)) return { status: 403 }
  if (row.who === 'everyone' || row.who === 'holders')
    return { status: (actor !== 'anonymous' && actor !== 'guest' && row.answerSignedIn) || row.answer }
  if (row.who === 'administrators')
    return { status: isStaff ? row.answer : actor === 'stale administrator' ? 403 : 404 }
  if (actor === 'anonymous') return toSignIn
  if (actor === 'person without a role' && / \/(studies|drafts|analyses)/.test(route)) return { status: 403 }
  return { status: row.who === 'members' || actor === 'owner' ? row.answer : 404 }
}

/** Programs ask there with a token: test/routes/api.test.ts has the table of the API. */
const ofPages = app.routes.filter(({ path }) => !path.startsWith('/api/'))
const routes = [...new Set(ofPages.map(({ method, path }) => `${method} ${path}`))]

describe('every route has a row in the table', () => {
  test('and every row a route', () => {
    expect(routes.toSorted()).toEqual(Object.keys(access).toSorted())
  })
})

let looked: Promise<World> | undefined
const lookedAt = () => (looked ??= makeWorld(site))

/** A proof is asked again in front of second factors: the stale administrator is told so, as anyone would be. */
const asksForProof = /\/account\/factors\/|\/factors\/app|^POST \/account\/(tokens$|sign-ons)/

describe.each(Object.entries(access))('%s', (route, row) => {
  let made: Promise<World> | undefined
  /** One world for all who change nothing in it: whoever looks, on whatever page, and whoever is refused. */
  const shared = () => (route.startsWith('GET ') ? lookedAt() : (made ??= makeWorldFor(route)))
  const isShared = (actor: ActorName) => {
    const { status, location } = promised(route, row, actor)
    return route.startsWith('GET ') || status >= 400 || location !== undefined
  }

  if (row.who === 'owner')
    test("a stranger's answer does not tell whether it exists", async () => {
      const world = await shared()
      const { stranger } = world.actors
      const theirs = await ask(route, row, world, stranger)
      const nobodys = await ask(route, row, world, stranger, { id: '999999999' })
      expect([theirs.status, nobodys.status]).toEqual([404, 404])
      expect(bare(await theirs.text())).toBe(bare(await nobodys.text()))
    })

  if (row.who === 'holders')
    test('another secret finds nothing', async () => {
      const world = await shared()
      const response = await ask(route, row, world, world.actors.anonymous, { id: 'x'.repeat(43) })
      expect(response.status).toBe(404)
    })

  if (route.startsWith('GET ') && row.who === 'owner')
    test.each(['HEAD', 'HX-Request', 'Range', 'If-None-Match'])('the same by %s', async variant => {
      const world = await shared()
      const headers = { ...ownPage, ...(variant === 'HEAD' ? {} : { [variant]: variants[variant] }) }
      const method = variant === 'HEAD' ? 'HEAD' : 'GET'
      const response = await ask(route, row, world, world.actors.stranger, { headers, method })
      expect(response.status).toBe(404)
    })

  if (row.form) {
    const forgeries: [string, (world: World) => Sending][] = [
      ['without a word of the browser', () => ({ headers: {} })],
      ['from another site', () => ({ headers: { 'sec-fetch-site': 'cross-site' } })],
      ['from a sister site', () => ({ headers: { 'sec-fetch-site': 'same-site' } })],
      ['from another origin', () => ({ headers: { origin: 'https://evil.example' } })],
      ['with a made-up token', () => ({ csrf: 'x'.repeat(43) })],
      ["with a stranger's token", world => ({ csrf: world.actors.stranger.csrf })],
    ]
    test.each(forgeries)('is refused %s, and changes nothing', async (_, sending) => {
      const world = await shared()
      const { administrator, owner } = world.actors
      const actor = row.who === 'administrators' ? administrator : owner
      const before = await version()
      const response = await ask(route, row, world, actor, sending(world))
      expect([response.status, await version()]).toEqual([403, before])
      expect(response.headers.get('set-cookie') ?? '').not.toContain('sid=')
    })
  }

  test.each(actors)(`for ${row.who}, asked by the %s`, async actor => {
    const world = isShared(actor) ? await shared() : await makeWorldFor(route)
    const response = await ask(route, row, world, world.actors[actor])
    await response.arrayBuffer()
    const { status, location } = promised(route, row, actor)
    if (actor === 'stale administrator' && asksForProof.test(route)) return expect(response.status).toBe(403)
    expect(response.status).toBe(status)
    if (location) expect(response.headers.get('location')).toMatch(location)
  })
})

const variants: Record<string, string> = { 'HX-Request': 'true', Range: 'bytes=0-9', 'If-None-Match': '"x"' }

async function makeWorldFor(route: string): Promise<World> {
  const world = await makeWorld(site)
  if (route.includes('factors/:id')) await giveFactorTo(world)
  return world
}

async function giveFactorTo(world: World): Promise<void> {
  const { factors } = await import('#db/schema.ts')
  const { eq } = await import('drizzle-orm')
  await site.db.write(async tx => {
    await tx.update(factors).set({ userId: world.owner.id }).where(eq(factors.id, world.factorId))
  })
}
