import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { long, unlessLong } from '../support/skips.ts'
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
  'uploadInputs',
  'methodForm',
  'methodResult',
]

// Where a step lies does not depend on the theme: each is played at one of the widths.
for (const [width, colorScheme] of [
  [360, 'dark'],
  [1440, 'light'],
] as const)
  test.skipIf(width > 360 && !long)(
    `every tour plays to its end at ${width} px, in the ${colorScheme} theme${width > 360 ? unlessLong : ''}`,
    async () => {
      const found: string[] = []
      const titles = await playAll(width, colorScheme, found)
      expect(found).toEqual([])
      // What the author of a method writes is text.
      for (const title of ['Tables', 'How smooth <it> is', 'Ends', 'The mean', 'The fit'])
        expect(titles).toContain(title)
    },
    240_000,
  )

async function playAll(width: number, colorScheme: 'light' | 'dark', found: string[]): Promise<string[]> {
  const titles: string[] = []
  const page = await site.newPage({ colorScheme, viewport: { width, height: 800 } })
  page.on('pageerror', error => found.push(error.message))
  page.on('console', message => /policy|refused/i.test(message.text()) && found.push(message.text()))
  for (const story of toured) {
    await page.goto(`${site.url}${story}`)
    // The first visit to the studies starts by itself; later ones and other pages by the button.
    if (story !== 'studies') await page.click('[data-help]')
    for (let place = 1, isLast = false; !isLast; place++) {
      const step = await settled(page, place)
      for (const fault of step.faults)
        found.push(`${story}, ${width} px, ${colorScheme}: “${step.title}” ${fault}`)
      titles.push(step.title)
      await page.evaluate(`${nextButton}.click()`)
      isLast = step.isLast
    }
    await page.locator(shown).waitFor({ state: 'detached' })
  }
  await page.close()
  return titles
}

interface Step {
  title: string
  text: string
  faults: string[]
  isLast: boolean
}

/** A step is on the page before it has found its place and the page has scrolled there. */
async function settled(page: Page, place: number): Promise<Step> {
  let step: Step | null = null
  const isHere = async () => {
    step = await page.evaluate(shownStep)
    return step?.text.includes(`(${place} of `)
  }
  await until(isHere, 30_000)
  await until(async () => (await isHere()) && step!.faults.length === 0, 10_000).catch(() => {})
  return step!
}

const shown = '.shepherd-element.shepherd-enabled:not([hidden])'
const nextButton = `[...document.querySelectorAll('${shown} .shepherd-footer button')].at(-1)`

// Runs in the page.
const shownStep = `(() => {
  const step = document.querySelector('${shown}')
  const next = step && ${nextButton}
  if (!next) return null
  const { left, right, top, bottom } = step.getBoundingClientRect()
  const target = document.querySelector('.shepherd-target')?.getBoundingClientRect()
  const faults = []
  if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight) faults.push('is off the screen')
  if (!target?.width || !target.height) faults.push('points at nothing')
  else if (target.bottom <= 0 || target.top >= innerHeight) faults.push('points beyond the screen')
  const button = next.getBoundingClientRect()
  const under = document.elementFromPoint(button.x + button.width / 2, button.y + button.height / 2)
  if (under !== next) faults.push('has a button that cannot be pressed')
  return {
    title: step.querySelector('.shepherd-title').textContent,
    text: step.querySelector('.shepherd-text').textContent.replaceAll('\\u00a0', ' '),
    faults,
    isLast: next.textContent === 'Done',
  }
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
}, 240_000)

const allSteps = `import('/static/tourSteps.js').then(({ tours }) =>
  Object.entries(tours).flatMap(([tour, steps]) => steps.map(([selector]) => [
    tour + ': ' + selector,
    tour === document.body.dataset.tour && document.querySelector(selector) !== null,
  ])))`

test('a tour goes on by keyboard, follows what htmx puts in its place, and skips what is taken away', async () => {
  const page = await site.newPage({ viewport: { width: 1440, height: 800 } })
  await page.goto(`${site.url}study`)
  await page.keyboard.press('?')
  const step = page.locator(shown)
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
}, 240_000)

const swap = (selector: string, change: string) => `{
  const card = document.querySelector('${selector}')
  ${change}
  document.dispatchEvent(new CustomEvent('htmx:after:swap'))
}`
