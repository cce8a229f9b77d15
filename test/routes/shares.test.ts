import { describe, expect, test } from 'bun:test'
import { setAnalysisState } from '#db/analyses.ts'
import { openedShares, users } from '#db/schema.ts'
import { listOpened } from '#db/shares.ts'
import { updateUser } from '#db/users.ts'
import { listShares, makeShare, type SharedPart, sharedParts, withdrawShare } from '#src/analyses/shares.ts'
import { heardLogs } from '../support/logs.ts'
import { noon } from '../support/people.ts'
import { ask, makeWorld, openSite } from './world.ts'

/** What a link to a result shows to whoever has it, and that it shows nothing else. */
const site = openSite()
const world = await makeWorld(site)
const dayMs = 24 * 3_600_000

const share = (shows: SharedPart, now = noon, days = 30) =>
  makeShare(site.db, world.owner.id, { analysis: world.done.id }, { name: 'Referees', shows, days }, now)
const get = (secret: string, more = '', cookie = 'visitor=v') =>
  ask(site, `/analyses/${secret}${more}`, { headers: { cookie } })

/** What lies below the address of a result. */
const parts = {
  page: [
    '',
    '/chains',
    '/weights',
    '/fit?fit=kratky',
    '/charts/fit.svg',
    '/charts/fit.csv',
    '/charts/fit.html',
  ],
  files: ['/files/result.json', '/archive.zip'],
  never: ['/report', '/parameters.json', '/status', '/live', '/shares'],
}

describe.each([...sharedParts])('a link that shows %s', shows => {
  test('opens what it says, for anybody', async () => {
    const secret = await share(shows)
    for (const visitor of [
      'visitor=v',
      world.actors.stranger.cookie,
      world.actors['person without a role'].cookie,
    ]) {
      for (const part of parts.page) {
        const answer = await get(secret, part, visitor)
        expect([part, answer.status]).toEqual([part, 200])
        expect(answer.headers.get('x-robots-tag')).toBe('noindex, nofollow')
        expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
        expect(answer.headers.get('cache-control')).toBe('no-store')
      }
      for (const part of parts.files) {
        const answer = await get(secret, part, visitor)
        expect([part, answer.status]).toEqual([part, shows === 'files' ? 200 : 404])
        if (part === '/archive.zip' && answer.ok) expect(await answer.text()).not.toContain('/input/')
        else await answer.arrayBuffer()
      }
      for (const part of parts.never) expect((await get(secret, part, visitor)).status).toBe(404)
    }
  })

  test('tells no more of its owner than it says', async () => {
    const secret = await share(shows)
    const pages = await Promise.all(parts.page.map(async part => await (await get(secret, part)).text()))
    const text = pages.join('\n')
    const { owner, study, done } = world
    for (const word of [
      owner.email,
      ...(shows === 'blinded' ? [owner.lastName] : []),
      `/studies/${study.id}`,
      `/analyses/${done.id}`,
      study.name,
    ])
      expect(text).not.toContain(word)
    expect(text.includes(`<h1>${done.name}</h1>`)).toBe(shows !== 'blinded')
    expect(text.includes('Input files with their checksums')).toBe(shows !== 'blinded')
    expect(text.includes('Download all')).toBe(shows === 'files')
  })
})

test('its page says that it is shared, by whom and until when', async () => {
  const told = async (shows: SharedPart) =>
    (await (await get(await share(shows))).text()).match(/Shared (by|with).*?UTC/)?.[0]
  const until =
    'with everyone who has this link, until <time datetime="2026-01-31T12:00:00.000Z">31 Jan 2026, 12:00:00 UTC'
  const by = `${world.owner.firstName} ${world.owner.lastName}`
  expect(await told('files')).toBe(`Shared by ${by} ${until}`)
  expect(await told('blinded')).toBe(`Shared ${until}`)
})

describe('a link to a study', () => {
  const shareStudy = (shows: SharedPart, owner = world) =>
    makeShare(site.db, owner.owner.id, { study: owner.study.id }, { name: 'PI', shows, days: 30 }, noon)
  const look = (address: string, cookie = 'visitor=v') =>
    ask(site, `/studies/${address}`, { headers: { cookie } })

  test('shows its results, and no other', async () => {
    const secret = await shareStudy('files')
    const page = await look(secret)
    const text = await page.text()
    expect([page.status, page.headers.get('x-robots-tag')]).toEqual([200, 'noindex, nofollow'])
    expect(text).toContain(`href="/analyses/${secret}.${world.done.id}"`)
    expect(text).not.toContain(`${secret}.${world.failed.id}`)
    expect(text).not.toContain(world.owner.email)
    for (const part of [...parts.page, ...parts.files])
      expect([part, (await get(`${secret}.${world.done.id}`, part)).status]).toEqual([part, 200])
    const other = await makeWorld(site)
    for (const id of [world.running.id, world.failed.id, other.done.id])
      expect((await get(`${secret}.${id}`)).status).toBe(404)
    const result = await share('files')
    for (const address of [result, `${secret}.${world.done.id}`])
      expect((await look(address)).status).toBe(404)
    for (const address of [secret, `${result}.${world.done.id}`])
      expect((await get(address)).status).toBe(404)
    for (const part of ['/files/curve.dat', '/charts/curve-chart.svg', '/shares', '/analyses/new'])
      expect([part, (await look(secret + part)).status]).toEqual([part, 404])
  })

  test('without names tells none', async () => {
    const secret = await shareStudy('blinded')
    const pages = [await (await look(secret)).text(), await (await get(`${secret}.${world.done.id}`)).text()]
    for (const word of [world.study.name, world.done.name, world.owner.lastName, 'curve.dat'])
      expect(pages.join('\n')).not.toContain(`>${word}<`)
    expect((await get(`${secret}.${world.done.id}`, '/files/result.json')).status).toBe(404)
  })

  test('hands the study over to one person with an account', async () => {
    const from = await makeWorld(site)
    const { cookie, csrf } = world.actors.stranger
    const take = (address: string, actor = { cookie, csrf }) =>
      ask(site, `/studies/${address}/takeover`, {
        method: 'POST',
        headers: { cookie: actor.cookie },
        body: new URLSearchParams({ csrf: actor.csrf }),
      })
    expect((await take(await shareStudy('files', from))).status).toBe(404)
    const secret = await shareStudy('handOver', from)
    expect(await (await look(secret)).text()).toContain('Sign in to take it over')
    expect((await take(secret, world.actors.guest)).status).toBe(403)
    expect((await take(secret, from.actors.owner)).status).toBe(409)
    expect((await take(secret)).status).toBe(409) // an analysis waits
    await site.db.write(tx => setAnalysisState(tx, from.running.id, 'cancelled', {}))
    expect((await take(secret)).headers.get('location')).toBe(`/studies/${from.study.id}`)
    const owned = (who: string) => ask(site, `/studies/${from.study.id}`, { headers: { cookie: who } })
    expect((await owned(cookie)).status).toBe(200)
    expect((await owned(from.actors.owner.cookie)).status).toBe(404)
    expect((await take(secret, world.actors.administrator)).status).toBe(404)
  })
})

test('a link ends with its time, when it is withdrawn, and with its owner, each with the same words', async () => {
  const { owner } = world
  const words = async (secret: string) => {
    const answer = await get(secret)
    return [answer.status, (await answer.text()).includes('does not exist, has expired, or was withdrawn')]
  }
  const gone = [404, true]
  expect(await words(await share('files', noon - dayMs, 1))).toEqual(gone)
  expect(await words(`share_${'x'.repeat(43)}`)).toEqual(gone)
  const secret = await share('files')
  expect((await get(secret)).status).toBe(200)
  await site.db.write(tx => updateUser(tx, owner.id, { disabledAt: noon }, noon))
  expect(await words(secret)).toEqual(gone)
  await site.db.write(tx => updateUser(tx, owner.id, { disabledAt: null }, noon))
  const { shareId } = world
  await withdrawShare(site.db, owner.id, shareId, noon)
  expect(await words(world.share)).toEqual(gone)
})

describe('a link that a person with an account opened', () => {
  /** A new owner who shared a study, and a new reader who opened the link. */
  async function opened(shows: SharedPart) {
    const [from, to] = [await makeWorld(site), await makeWorld(site)]
    const wanted = { name: 'PI', shows, days: 30 }
    const secret = await makeShare(site.db, from.owner.id, { study: from.study.id }, wanted, noon)
    const see = async (path: string, { cookie } = to.actors.owner) => {
      const answer = await ask(site, path, { headers: { cookie } })
      return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
    }
    expect((await see(`/studies/${secret}`)).status).toBe(200)
    const list = await see('/account/shared')
    const [href] = /\/studies\/opened_\d+/.exec(list.text) ?? []
    return { from, to, secret, see, list: list.text, href: href! }
  }
  const isListed = async ({ see }: { see: (path: string) => Promise<{ text: string }> }) =>
    (await see('/account/shared')).text.includes('/studies/opened_')

  test('is found again under Shared with me, with all that it shows, by that person alone', async () => {
    const { from, to, see, secret, list, href } = await opened('files')
    expect(list).toContain(`>${from.study.name}</a>`)
    expect(list).toContain(`by ${from.owner.firstName} ${from.owner.lastName}, `)
    expect(list).not.toContain(secret)
    const page = await see(href)
    expect(page.text).toContain(`<h1>${from.study.name}</h1>`)
    const result = `${href.replace('studies', 'analyses')}.${from.done.id}`
    expect(page.text).toContain(`href="${result}"`)
    for (const part of [...parts.page, ...parts.files])
      expect([part, (await see(result + part)).status]).toEqual([part, 200])
    for (const actor of [to.actors.stranger, from.actors.owner, to.actors.guest])
      for (const address of [href, result, `${result}/archive.zip`, `${result}/charts/fit.svg`])
        expect([address, (await see(address, actor)).status]).toEqual([address, 404])
    const signedOut = await see(href, to.actors.anonymous)
    expect([signedOut.status, signedOut.location]).toEqual([303, expect.stringContaining('/sign-in')])
  })

  test('tells no name where it is blinded', async () => {
    const { from, list, see, href } = await opened('blinded')
    for (const text of [list, (await see(href)).text])
      for (const word of [from.study.name, from.owner.lastName]) expect(text).not.toContain(`>${word}<`)
    expect(list).toContain('>Shared study</a>')
    expect(list).not.toContain(`by ${from.owner.firstName}`)
  })

  test('is gone when it is withdrawn, when its owner may not come in, and when the reader removes it', async () => {
    const withdrawn = await opened('page')
    const { owner, study } = withdrawn.from
    const [link] = await listShares(site.db.read, owner.id, noon, { study: study.id })
    await withdrawShare(site.db, owner.id, link!.id, noon)
    expect([await isListed(withdrawn), (await withdrawn.see(withdrawn.href)).status]).toEqual([false, 404])

    const locked = await opened('page')
    await site.db.write(tx => updateUser(tx, locked.from.owner.id, { disabledAt: noon }, noon))
    expect([await isListed(locked), (await locked.see(locked.href)).status]).toEqual([false, 404])

    const removed = await opened('page')
    const { cookie, csrf } = removed.to.actors.owner
    const [, id] = /opened_(\d+)/.exec(removed.href)!
    const body = new URLSearchParams({ csrf })
    await ask(site, `/account/shared/${id}/removal`, { method: 'POST', headers: { cookie }, body })
    expect([await isListed(removed), (await removed.see(removed.href)).status]).toEqual([false, 404])
    await removed.see(`/studies/${removed.secret}`)
    expect(await isListed(removed)).toBe(true)
  })

  test('is not noted of its owner, of a guest, or of an administrator who looks as another person', async () => {
    const { from, secret, see } = await opened('page')
    for (const actor of [from.actors.owner, from.actors.guest, from.actors['administrator as the owner']]) {
      expect((await see(`/studies/${secret}`, actor)).status).toBe(200)
      expect(await listOpened(site.db.read, from.owner.id, noon)).toEqual([])
    }
    const openings = await site.db.read.select().from(openedShares)
    const people = await site.db.read.select().from(users)
    const guests = people.filter(({ guestUntil }) => guestUntil !== null).map(({ id }) => id)
    expect(openings.filter(({ userId }) => guests.includes(userId))).toEqual([])
  })
})

test('its owner sees how often it was opened, and no log names it', async () => {
  const logged = heardLogs()
  const secret = await share('page')
  await get(secret)
  await get(secret)
  expect((await get(secret, '/files/result.json')).status).toBe(404)
  const { cookie } = world.actors.owner
  const page = await (await ask(site, `/analyses/${world.done.id}/shares`, { headers: { cookie } })).text()
  expect(page).toContain('opened 2 times')
  expect(page).not.toContain(secret)
  expect(JSON.stringify(logged('refused'))).not.toContain(secret)
})

test('nobody shares what is not theirs, nor a result that is not there', async () => {
  const facts = { name: 'Referees', shows: 'files', days: 30 } as const
  const stranger = await makeWorld(site)
  const refusal = (userId: number, id: number) =>
    makeShare(site.db, userId, { analysis: id }, facts, noon).catch((error: { kind: string }) => error.kind)
  expect(await refusal(stranger.owner.id, world.done.id)).toBe('not_found')
  expect(await refusal(world.owner.id, world.running.id)).toBe('not_found')
})

test('guesses are stopped', async () => {
  const guess = () => get(`share_${'y'.repeat(43)}`)
  let status = 404
  for (let tries = 0; status === 404 && tries < 100; tries++) ({ status } = await guess())
  expect(status).toBe(429)
  expect((await get(await share('page'))).status).toBe(200)
})
