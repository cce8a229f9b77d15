import { expect, test } from 'bun:test'
import { openStories } from '../support/storyBrowser.ts'
import { until } from '../support/until.ts'

const site = openStories()

const toured = [
  'home',
  'homeSignedIn',
  'studies',
  'upload',
  'preflight',
  'study',
  'analysisForm',
  'running',
  'result',
  'resultPublic',
]

for (const [width, colorScheme] of [
  [360, 'light'],
  [360, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const) {
  test(`every tour plays to its end at ${width} px, ${colorScheme}`, async () => {
    const page = await site.newPage({
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    const found: string[] = []
    page.on('pageerror', error => found.push(error.message))
    page.on('console', message => /policy|refused/i.test(message.text()) && found.push(message.text()))
    for (const story of toured) {
      await page.goto(`${site.url}${story}`)
      // The first visit to the studies starts by itself; later ones and other pages by the button.
      if (story === 'studies') await page.waitForSelector('.shepherd-element.shepherd-enabled')
      else await page.click('[data-help]')
      for (let last = false; !last; ) {
        const step = page.locator('.shepherd-element.shepherd-enabled:not([hidden])')
        await step.waitFor()
        const title = await step.locator('.shepherd-title').textContent()
        // A step is on the page before it has found its place and the page has scrolled there.
        // (Not page.waitForFunction: from its second look on it evaluates in the page, which the policy refuses.)
        await until(() => page.evaluate(hasSettled), 3000).catch(() => {})
        const box = (await step.boundingBox())!
        if (box.x < 0 || box.x + box.width > width + 1 || box.y < 0 || box.y > 800)
          found.push(`${story}: “${title}” is off the screen`)
        const target = page.locator('.shepherd-target')
        if (!(await target.isVisible())) found.push(`${story}: “${title}” points at nothing`)
        else if (!(await page.evaluate(isOnScreen)))
          found.push(`${story}: “${title}” points beyond the screen`)
        const next = step.locator('.shepherd-footer button').last()
        last = (await next.textContent()) === 'Done'
        await next.click()
      }
      await page.waitForSelector('.shepherd-element.shepherd-enabled:not([hidden])', { state: 'detached' })
    }
    await page.close()
    expect(found).toEqual([])
  }, 240_000)
}

// Runs in the page.
const isOnScreen = `(() => {
  const { top, bottom } = document.querySelector('.shepherd-target').getBoundingClientRect()
  return bottom > 0 && top < innerHeight
})()`

// Runs in the page.
const hasSettled = `(() => {
  const { left, right, top } = document.querySelector('.shepherd-element.shepherd-enabled:not([hidden])').getBoundingClientRect()
  return left >= 0 && right <= innerWidth + 1 && top >= 0 && top <= innerHeight && ${isOnScreen}
})()`

test('every step of every tour has its place on a page', async () => {
  const page = await site.newPage({ viewport: { width: 1440, height: 800 } })
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  const homeless = new Set<string>()
  const housed = new Set<string>()
  for (const story of toured) {
    await page.goto(`${site.url}${story}`)
    const steps = (await page.evaluate(allSteps)) as [step: string, isHere: boolean][]
    for (const [step, isHere] of steps) (isHere ? housed : homeless).add(step)
  }
  await page.close()
  expect(housed.size).toBeGreaterThan(30)
  expect([...homeless].filter(step => !housed.has(step))).toEqual([])
}, 60_000)

const allSteps = `import('/static/tours.js').then(({ tours }) =>
  Object.entries(tours).flatMap(([tour, steps]) => steps.map(([selector]) => [
    tour + ': ' + selector,
    tour === document.body.dataset.tour && document.querySelector(selector) !== null,
  ])))`

test('a tour goes on by keyboard, follows what htmx puts in its place, and skips what is taken away', async () => {
  const page = await site.newPage({ viewport: { width: 1440, height: 800 }, reducedMotion: 'reduce' })
  await page.goto(`${site.url}study`)
  await page.keyboard.press('?')
  const step = page.locator('.shepherd-element.shepherd-enabled:not([hidden])')
  const titled = (title: string) => step.locator('.shepherd-title', { hasText: title }).waitFor()
  await titled('Analyse')
  await page.locator('.shepherd-element:focus').waitFor()
  await page.keyboard.press('ArrowRight')
  await titled('The curve')
  await page.evaluate(swap('#curve-card', 'card.outerHTML = card.outerHTML'))
  await titled('The curve')
  await page.locator('#curve-card .shepherd-target').waitFor()
  await page.evaluate(swap('#curve-card', 'card.remove()'))
  await titled('The library')
  await step.press('Escape')
  await step.waitFor({ state: 'detached' })
  await page.close()
}, 60_000)

const swap = (selector: string, change: string) => `{
  const card = document.querySelector('${selector}')
  ${change}
  document.dispatchEvent(new CustomEvent('htmx:after:swap'))
}`
