import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { listAnalysesOfStudy, setAnalysisState } from '#db/analyses.ts'
import { listMailsTo } from '#db/mails.ts'
import { claim, enqueueMail } from '#db/queue.ts'
import type { User } from '#db/schema.ts'
import { setSetting } from '#db/settings.ts'
import { listStudiesOf } from '#db/studies.ts'
import { findUser, updateUser } from '#db/users.ts'
import {
  guestBytesMax,
  linkSecretOf,
  refuseGuestRun,
  removeEndedGuests,
  startGuest,
} from '#src/accounts/guests.ts'
import { needsSetUp } from '#src/accounts/setUp.ts'
import { makeShare, openShare } from '#src/analyses/shares.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { limitsOf } from '#src/studies/allowance.ts'
import { claimGuest, moveStudy } from '#src/studies/moveStudy.ts'
import { browser, mistake, openAccounts } from '../support/accounts.ts'
import { analysisOf, guestOf, member, noon, studyOf } from '../support/people.ts'
import { ask, makeWorld, openSite, type Site, send } from './world.ts'

/** Work without an account: who may begin, what bounds it, the way back, and the way to an account. */
const dayMs = 86_400_000
const local = 'http://localhost:3000'
const cookieIn = (answer: Response) => answer.headers.get('set-cookie')?.match(/sid=[^;]+/)?.[0] ?? ''
const get = (site: Site, path: string, cookie = 'visitor=v') => ask(site, path, { headers: { cookie } })

test('a visitor begins without an account, and comes back by the link', async () => {
  const site = openSite()
  expect(await (await get(site, '/')).text()).toContain('Analyse your own data')
  const begun = await send(site, '/guests', { start: 'upload' })
  expect([begun.status, begun.headers.get('location')]).toEqual([303, '/studies/new'])
  const mine = cookieIn(begun)
  const upload = await (await get(site, '/studies/new', mine)).text()
  const [, link = ''] = upload.match(/href="(\/guests\/[^"]+)"/) ?? []
  expect(upload).toContain('No account: everything is deleted on 8 Jan 2026 (UTC).')
  const own = await get(site, link, mine)
  expect(await own.text()).toContain('Bookmark this page')
  expect(own.headers.get('referrer-policy')).toBe('no-referrer')
  const elsewhere = await get(site, link)
  expect(elsewhere.status).toBe(200)
  const back = cookieIn(await send(site, link, {}))
  expect((await get(site, '/studies', back)).status).toBe(200)
  expect(await (await get(site, link, back)).text()).toContain('Your link')
  expect((await get(site, `${link.slice(0, -2)}xx`)).status).toBe(404)
  expect(await needsSetUp(site.db.read)).toBe(true) // a guest is not the first account
})

test('the example is one step from the first page', async () => {
  const site = openSite()
  const begun = await send(site, '/guests', { start: 'example' })
  expect(begun.headers.get('location')).toMatch(/^\/analyses\/\d+$/)
  const page = await get(site, begun.headers.get('location')!, cookieIn(begun))
  expect(await page.text()).toContain('First look')
  const job = await site.db.write(tx => claim(tx, { kinds: ['analysis'], worker: 'w' }, noon))
  expect([job?.priority, job!.expectedMs! <= site.config.shortMs]).toEqual([-1, true])
}, 30_000)

test('where guests are admitted follows the address of the site, and what administrators say', async () => {
  const answer = async (site: Site) => (await send(site, '/guests', { start: 'upload' })).status
  const decide = (site: Site, where: string) =>
    site.db.write(tx => setSetting(tx, 'guests', where as 'loopback', noon))
  const here = openSite()
  const there = openSite({ origin: 'https://bioce.example.org' })
  expect([await answer(here), await answer(there)]).toEqual([303, 403])
  expect(await (await get(there, '/')).text()).not.toContain('action="/guests"')
  await decide(here, 'nowhere')
  await decide(there, 'everywhere')
  expect([await answer(here), await answer(there)]).toEqual([403, 303])
})

describe('what bounds their work', () => {
  const house = openAccounts()
  const { db, config } = house
  const from = (address: string) => ({ ...browser, address })

  test('a hundred guests at once may keep 5 GB together, and there are no more', async () => {
    let user: User | undefined
    for (let count = 0; count < 100; count++)
      ({ user } = await startGuest(db, local, from(`192.0.2.${count}`), noon))
    await mistake(startGuest(db, local, from('198.51.100.1'), noon), 'too_many')
    expect(await guestBytesMax(db.read)).toBe(5e9)
    expect(limitsOf(user!, config)).toEqual({
      studiesMax: 3,
      analysesMax: 10,
      uploadBytesMax: 10e6,
      storageBytesMax: 50e6,
    })
    await startGuest(db, local, from('198.51.100.1'), noon + 7 * dayMs) // when the others' time is over
  })

  test('ten begin from one network address in an hour', async () => {
    const { db } = openAccounts()
    const begin = (host: number, now = noon) =>
      startGuest(db, local, from(`2001:db8:1:2::${host.toString(16)}`), now)
    for (let count = 0; count < 10; count++) await begin(count)
    await mistake(begin(99), 'too_many')
    await begin(99, noon + 3_600_001)
  })

  test('an analysis is short, and three wait or run at a time from one address', async () => {
    const { db } = openAccounts()
    const add = (name: string, signInAddress: string, state?: 'done') =>
      db.write(async tx => {
        const guest = await guestOf(tx, name, { signInAddress })
        await analysisOf(tx, await studyOf(tx, guest), 'Run', { state })
        return guest
      })
    const first = await add('a', '2001:db8::1')
    const ada = await db.write(tx => member(tx, 'ada'))
    const may = (owner: User, seconds: number | null = 60) => refuseGuestRun(db.read, owner, seconds, config)
    await add('b', '2001:db8::2')
    await add('c', '2001:db8::3', 'done')
    await may(first)
    await add('d', '2001:db8::4')
    await mistake(may(first), 'conflict')
    await may(ada)
    const other = await add('e', '192.0.2.1')
    await may(other)
    await mistake(may(other, config.shortMs / 1000 + 1), 'conflict')
    await mistake(may(other, null), 'conflict')
    await may(ada, null)
  })

  test('no mail is written to a guest', async () => {
    const { user } = await startGuest(openAccounts().db, local, browser, noon)
    await db.write(tx => enqueueMail(tx, { kind: 'analysis_done', email: user.email, facts: {} }, noon))
    expect(await listMailsTo(db.read, user.email)).toEqual([])
  })
})

describe('what a guest has', () => {
  /** The owner of everything in a world becomes a guest. */
  async function worldOfGuest() {
    const site = openSite()
    const world = await makeWorld(site)
    const guestUntil = noon + 7 * dayMs
    await site.db.write(async tx => {
      await updateUser(tx, world.owner.id, { guestUntil }, noon)
      await setAnalysisState(tx, world.running.id, 'cancelled', {})
    })
    const guest = (await findUser(site.db.read, world.owner.id))!
    const to = await site.db.write(tx => member(tx, 'claimant'))
    return { site, world, guest, to }
  }

  test('moves to an account, with its files and links', async () => {
    const { site, world, guest, to } = await worldOfGuest()
    const { db, files, keys } = site
    await db.write(tx => studyOf(tx, to, 'Mine'))
    const wanted = { name: 'Referees', shows: 'files', days: 30 } as const
    const secret = await makeShare(db, guest.id, { analysis: world.done.id }, wanted, noon)
    await claimGuest(site, guest, to, noon)
    const study = (await listStudiesOf(db.read, to.id)).find(({ id }) => id === world.study.id)
    expect(study?.name).toBe('Mine 2')
    for (const analysis of await listAnalysesOfStudy(db.read, world.study.id))
      expect(analysis.userId).toBe(to.id)
    expect(existsSync(`${files.analysis(to.id, world.study.id, world.done.id)}/output/result.json`)).toBe(
      true,
    )
    expect(existsSync(files.user(guest.id))).toBe(false)
    expect((await openShare(db.read, secret, null, noon))?.study.userId).toBe(to.id)
    expect(await findUser(db.read, guest.id)).toBeUndefined()
    expect((await get(site, `/guests/${linkSecretOf(keys.proofs, guest)}`)).status).toBe(404)
  })

  test('stays where it is while an analysis waits, and where the account has no room', async () => {
    const { site, world, guest, to } = await worldOfGuest()
    const { db, files } = site
    const move = (owner: User) => moveStudy(site, { from: guest.id, to: owner, id: world.study.id }, noon)
    await mistake(move({ ...to, limits: { studiesMax: 0 } }), 'conflict')
    await mistake(move({ ...to, limits: { analysesMax: 2 } }), 'conflict')
    await mistake(move({ ...to, limits: { storageBytesMax: 10 } }), 'conflict')
    await db.write(tx => analysisOf(tx, world.study, 'Runs'))
    await mistake(move(to), 'conflict')
    await mistake(moveStudy(site, { from: to.id, to, id: world.study.id }, noon), 'not_found')
    expect((await listStudiesOf(db.read, guest.id)).map(study => study.id)).toEqual([world.study.id])
    expect(existsSync(`${files.study(guest.id, world.study.id)}/study.json`)).toBe(true)
    expect(existsSync(files.study(to.id, world.study.id))).toBe(false)
  })

  test('is deleted when its time is over, and nothing else', async () => {
    const { site, world, guest, to } = await worldOfGuest()
    const { db, files } = site
    await removeEndedGuests(site, noon + 7 * dayMs - 1)
    expect(await findUser(db.read, guest.id)).toBeDefined()
    const cookie = world.actors.owner.cookie
    expect((await get(site, '/studies', cookie)).status).toBe(200)
    await removeEndedGuests(site, noon + 7 * dayMs)
    expect(await findUser(db.read, guest.id)).toBeUndefined()
    expect(existsSync(files.user(guest.id))).toBe(false)
    expect((await get(site, '/studies', cookie)).headers.get('location')).toStartWith('/sign-in')
    expect(await findUser(db.read, to.id)).toBeDefined()
  })

  test('an analysis that would take long is refused before it is there', async () => {
    const { site, world, guest } = await worldOfGuest()
    const wanted = { name: 'Long', submitKey: 'k', parameters: parseParameters({}) }
    const slow = { ...site, config: { ...site.config, shortMs: 1 } }
    await mistake(submitAnalysis(slow, guest, world.study, wanted, noon), 'conflict')
    const names = (await listAnalysesOfStudy(site.db.read, world.study.id)).map(({ name }) => name)
    expect(names).not.toContain('Long')
  })
})
