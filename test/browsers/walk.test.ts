import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import { admin } from '../journeys/world.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'
import { type DrivenBrowser, missing, openFirefox, openWebKit } from '../support/webDriver.ts'

/** The way of a visitor and of a person with an account, in browsers of other engines than Chromium's. */

let server: TestServer
beforeAll(async () => {
  server = await startServer()
}, 60_000)
afterAll(async () => {
  expect(await server?.stop()).toBe(0)
})

const uploads = resolve(import.meta.dir, '../fixtures/uploads/good')
const pictures = resolve(import.meta.dir, '../screenshots/browsers')
let isSetUp = false

for (const [name, open] of [
  ['Firefox', openFirefox],
  ['WebKitGTK', openWebKit],
] as const) {
  const reason = missing[name]
  describe.skipIf(reason !== '')(`${name}${reason && because(reason)}`, () => {
    let browser: DrivenBrowser
    let isFirst = false
    const picture = (page: string) => browser.picture(`${pictures}/${name}-${page}.png`)
    const count = (selector: string) =>
      browser.evaluate<number>(`document.querySelectorAll('${selector}').length`)
    const atPath = (path: RegExp) => browser.waitFor(`${path}.test(location.pathname)`)

    beforeAll(async () => {
      browser = await open()
      console.log(`${name} ${browser.version}`)
      await browser.resize(1440, 1000)
    }, 120_000)
    afterAll(async () => {
      await browser?.close()
    }, 60_000)

    test('the administrator is made, or signs in', async () => {
      const fields = Object.entries(admin).filter(([field]) => !isSetUp || /email|password/.test(field))
      await browser.open(isSetUp ? `${server.origin}/sign-in` : server.setupLink)
      for (const [field, value] of fields) await browser.fill(`main [name=${field}]`, value)
      await picture(isSetUp ? 'sign-in' : 'setup')
      await browser.click('main button[type=submit]')
      await atPath(/\/studies$/)
      isFirst = !isSetUp
      isSetUp = true
      await picture('studies')
    }, 120_000)

    test('the tour plays to its end', async () => {
      const shown = '.shepherd-element.shepherd-enabled:not([hidden])'
      const next = `[...document.querySelectorAll('${shown} .shepherd-footer button')].at(-1)`
      // Of a first visit it starts by itself.
      if (!isFirst) await browser.click('[data-help]')
      await browser.waitFor(next)
      await picture('tour')
      for (let left = true; left; ) {
        const text = await browser.evaluate<string>(`document.querySelector('${shown}').textContent`)
        await browser.evaluate(`${next}.click()`)
        await browser.waitFor(`document.querySelector('${shown}')?.textContent !== ${JSON.stringify(text)}`)
        left = (await count(shown)) > 0
      }
    }, 120_000)

    test('a study is uploaded, checked and kept, and a form for its analysis opens', async () => {
      await browser.open(`${server.origin}/studies/new`)
      await browser.fill('[name=name]', `By ${name}`)
      await browser.choose('[name=curve]', [`${uploads}/plain.dat`])
      await browser.choose('[name=library]', [`${uploads}/model.pdb`])
      await browser.click('form#upload button[type=submit]')
      await atPath(/\/drafts\/\d+$/)
      await browser.waitFor(`document.querySelector('#findings')`)
      await picture('check')
      await browser.click('[data-tour-step=accept]')
      await atPath(/\/studies\/\d+$/)
      await browser.click('[data-tour-step=analyse]')
      await atPath(/\/analyses\/new$/)
      await browser.fill('#cut', '3')
      await browser.waitFor(`document.querySelector('#cut-error').textContent.includes('from 0.0001 to 0.5')`)
      await picture('form')
    }, 120_000)

    test('the example runs under the eyes of who started it, to its result', async () => {
      await browser.open(`${server.origin}/studies`)
      await browser.click('main a, main button', 'Try the example')
      await atPath(/\/analyses\/\d+$/)
      await browser.waitFor(`document.querySelector('#first-answer-card tbody tr')`, 200_000)
      await picture('running')
      await browser.waitFor(`document.querySelector('#weights')`, 300_000)
      expect(await count('#weights table[data-sortable] tbody tr')).toBe(12)
      expect(await count('#fit-card svg')).toBeGreaterThan(0)
      await picture('result')
    }, 600_000)

    test('plots change and the theme turns', async () => {
      await browser.waitFor(`document.readyState === 'complete'`)
      await browser.select('#fit-view', 'kratky')
      await browser.waitFor(`document.querySelector('#fit').textContent.includes('q² I(q)')`)
      await browser.evaluate(`document.querySelector('#fit-card').scrollIntoView()`)
      await picture('kratky')
      const background = () =>
        browser.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
      const before = await background()
      await browser.click('[data-theme-switch]')
      await browser.waitFor(`getComputedStyle(document.documentElement).backgroundColor !== '${before}'`)
      await browser.waitFor('document.getAnimations().length === 0')
      await picture('theme')
      await browser.click('[data-theme-switch]')
    }, 120_000)

    test('the ensemble is drawn in 3D', async () => {
      await browser.evaluate(`document.querySelector('[data-viewer]').scrollIntoView({ block: 'center' })`)
      await browser.click('[data-viewer-open]')
      await browser.waitFor(`document.querySelector('[data-viewer][data-ready]')`, 120_000)
      await browser.waitFor(`${drawnPixels} > 500`)
      await picture('3d')
    }, 240_000)

    test('on a narrow screen nothing is wider than the page', async () => {
      await browser.resize(500, 900)
      await browser.evaluate('scrollTo(0, 0)')
      await picture('narrow')
      expect(await browser.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
        0,
      )
      await browser.resize(1440, 1000)
    }, 60_000)

    test('a visitor without an account opens the example result, and a form for files of their own', async () => {
      await browser.click('.account-button')
      await picture('menu')
      await browser.click('button', 'Sign out')
      await browser.waitFor(
        `document.readyState === 'complete' && !document.querySelector('.account-button')`,
      )
      await browser.open(server.origin)
      await picture('home')
      await browser.click('a', 'See an example result')
      await browser.waitFor(`document.querySelector('#weights')`)
      expect(await count('#weights table[data-sortable] tbody tr')).toBe(12)
      await browser.open(server.origin)
      await browser.click('button', 'Analyse your own data')
      await atPath(/\/studies\/new$/)
      expect(await count('.banner a')).toBeGreaterThan(0)
      await picture('guest')
    }, 120_000)

    test('nothing went wrong in a page', () => {
      const faults = browser
        .output()
        .split('\n')
        .filter(line => /JavaScript error: http:|Content-Security-Policy/.test(line))
      expect(faults).toEqual([])
    })
  })
}

/** How many pixels of the drawing are not its background. */
const drawnPixels = `(() => {
  const canvas = document.querySelector('[data-viewer-stage] canvas')
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
  const context = copy.getContext('2d')
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, copy.width, copy.height)
  let drawn = 0
  for (let i = 4; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1]) drawn++
  return drawn
})()`
