import { expect, test } from 'bun:test'
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { users } from '#db/schema.ts'
import { setSetting } from '#db/settings.ts'
import { setMaintenance } from '#src/admin/maintenance.ts'
import { viewerOf } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { resultOf } from '../support/storyData.ts'
import { type ActorName, makeWorld, openSite } from './world.ts'

async function openKept() {
  const site = openSite()
  const world = await makeWorld(site)
  async function see(actor: ActorName, path: string, more = '', form?: Record<string, string>) {
    const headers = { cookie: `${world.actors[actor].cookie}; ${more}`, 'sec-fetch-site': 'same-origin' }
    const init = { headers, body: form && new URLSearchParams(form), method: form ? 'POST' : 'GET' }
    const answer = await site.app.handle(new Request(`${site.config.origin}${path}`, init))
    return { status: answer.status, text: await answer.text() }
  }
  return { ...site, world, see }
}

const tokenIn = (text: string) => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''

test('the first page is each visitor’s own, though it is kept', async () => {
  const { see } = await openKept()
  for (let again = 0; again < 2; again++) {
    expect((await see('anonymous', '/')).text).toContain('Analyse your own data')
    expect((await see('owner', '/')).text).toContain('Upload a study')
    expect((await see('owner', '/')).text).not.toContain('href="/admin"')
    expect((await see('administrator', '/')).text).toContain('href="/admin"')
    expect((await see('anonymous', '/', 'theme=dark')).text).toContain('data-theme="dark"')
    expect((await see('anonymous', '/')).text).not.toContain('data-theme=')
    expect((await see('owner', '/', 'flash=renamed')).text).toContain('The name is changed.')
    expect((await see('owner', '/')).text).not.toContain('The name is changed.')
  }
})

test('its forms carry another token each time, and it is theirs', async () => {
  const { see } = await openKept()
  const [first, second] = [(await see('owner', '/')).text, (await see('owner', '/')).text]
  expect(tokenIn(first)).toMatch(/^[\w-]{80,}$/)
  expect(tokenIn(second)).not.toBe(tokenIn(first))
  const stolen = { csrf: tokenIn((await see('stranger', '/')).text) }
  expect((await see('owner', '/sign-out', '', stolen)).status).toBe(403)
  expect((await see('owner', '/sign-out', '', { csrf: tokenIn(second) })).status).toBe(303)
})

test('what changes shows on the first page at once', async () => {
  const { see, db, world } = await openKept()
  await see('anonymous', '/')
  await db.write(tx => setSetting(tx, 'guests', 'nowhere', noon))
  expect((await see('anonymous', '/')).text).toContain('Sign in to start')
  const announced = { banner: 'Down <tonight>', access: 'open', bannerEndsAt: 0 } as const
  await setMaintenance(db, await viewerOf(db, world.owner.id), announced, noon - 1)
  expect((await see('anonymous', '/')).text).toContain('Down &lt;tonight&gt;')
  await setMaintenance(db, await viewerOf(db, world.owner.id), { ...announced, banner: '' }, noon - 1)
  expect((await see('anonymous', '/')).text).not.toContain('Down &lt;tonight&gt;')

  await see('owner', '/')
  await db.write(async tx => {
    await tx.update(users).set({ firstName: 'Rosalind' }).where(eq(users.id, world.owner.id))
  })
  expect((await see('owner', '/')).text).toContain('Rosalind')
})

test('a result that is another file is drawn anew, one whose file is gone is missing', async () => {
  const { see, files, world } = await openKept()
  const path = `/analyses/${world.done.id}`
  const folder = files.analysis(world.owner.id, world.done.studyId, world.done.id)
  const file = join(folder, 'output/result.json')
  const put = (chi2PerPoint: number, at: number) => {
    writeFileSync(file, JSON.stringify(resultOf({ chi2PerPoint })))
    utimesSync(file, at, at)
  }
  put(1.25, 1)
  expect((await see('owner', path)).text).toContain('>1.250<')
  put(1.75, 2)
  const { text } = await see('owner', path)
  expect(text).toContain('>1.750<')
  expect(text).toContain('id="fit"')
  expect((await see('owner', `${path}?fit=kratky`)).text).not.toBe(text)
  expect((await see('stranger', path)).status).toBe(404)
  rmSync(file)
  expect((await see('owner', path)).status).toBe(404)
})

test('charts and the chains of a result are drawn from the file as it was read once', async () => {
  const { see, files, world } = await openKept()
  const folder = files.analysis(world.owner.id, world.done.studyId, world.done.id)
  const file = join(folder, 'output/result.json')
  const path = `/analyses/${world.done.id}`
  const chart = `${path}/charts/weights-chart.csv`
  const text = JSON.stringify(resultOf())
  const put = (content: string, at: number) => {
    writeFileSync(file, content)
    utimesSync(file, at, at)
  }
  put(text, 1)
  const first = await see('owner', chart)
  expect(first.status).toBe(200)
  put('x'.repeat(Buffer.byteLength(text)), 1) // as long and as old: nothing that would be read again
  expect(await see('owner', chart)).toEqual(first)
  expect((await see('owner', `${path}/chains`)).status).toBe(200)
  expect((await see('owner', path)).status).toBe(200)
  put('x', 2)
  expect((await see('owner', chart)).status).toBe(500)
})

test('the fold of the chains and the table behind a chart are pages that a link opens', async () => {
  const { see, world } = await openKept()
  const path = `/analyses/${world.done.id}`
  const { text } = await see('owner', path)
  expect(text).not.toContain('id="trace-0"')
  const links = [...text.matchAll(/<details[^>]*>\s*<summary[^>]*>[^<]*<\/summary>\s*<a[^>]*href="([^"]+)"/g)]
  expect(links.length).toBeGreaterThan(10)
  for (const [, link] of links) {
    const page = await see('owner', link!.replaceAll('&amp;', '&'))
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/class="table-wrap data-table"|id="chain-charts"/)
  }
  expect((await see('owner', `${path}/chains`)).text).toContain('id="trace-0"')
})
