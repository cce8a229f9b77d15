import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { long, unlessLong } from '../support/skips.ts'
import { openStories } from '../support/storyBrowser.ts'

const site = openStories()

/** Pages that are worked with, of every part of the site: one of each kind of controls. */
const walked = words(`
  admin adminList adminForm siteSettings home guestClaim account
  studies upload preflight study analysisForm result methodForm`)

/** More of the same kinds. */
const alike = words(`
  adminRow adminMethods adminMethod statistics registrationSettings userAccess
  accountRequests maintenance doctor logs backups outbox
  status guestLink signInWithOthers signOns tokens sharedWithMe
  uploadInputs shares
  comparison report chooseMethod methodResult methodReport methodComparison`)

for (const [pages, names, isLong] of [
  ['a page of each kind', walked, false],
  ['the other pages', alike, true],
] as const)
  test.skipIf(isLong && !long)(
    `by the Tab key every control of ${pages} is reached in its order, is seen there, and none holds the focus${isLong ? unlessLong : ''}`,
    async () => {
      const page = await site.newPage({ viewport: { width: 1280, height: 800 } })
      await page.addInitScript("localStorage.setItem('toured', 'before')")
      const found: string[] = []
      for (const story of names) {
        await page.goto(`${site.url}${story}`)
        for (const fault of await walk(page)) found.push(`${story}: ${fault}`)
      }
      await page.close()
      expect(found).toEqual([])
    },
    240_000,
  )

test('the walk finds what is wrong with a page', async () => {
  const page = await site.newPage({ viewport: { width: 1280, height: 800 } })
  await page.setContent(`
    <style>.bare:focus { outline: none } .over { position: fixed; inset: 0 0 auto; height: 3rem; background: #fff }</style>
    <div class="over">over</div><button>covered</button><p style="margin-top: 5rem"><button class="bare">bare</button>
    <button>late</button><button tabindex="1">early</button>`)
  const faults = await walk(page)
  await page.close()
  expect(faults.map(fault => fault.replace(/: <.*>/, ': '))).toEqual([
    'below <div class="over">over: covered',
    'no sign of the focus: bare',
    'out of order: covered',
  ])
}, 240_000)

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** Tabs through the page until every control was reached, or should have been. @returns what is wrong with it */
async function walk(page: Page): Promise<string[]> {
  const controls = (await page.evaluate(watchFocus)) as number
  // Several at a time: the page draws itself anew after each press that is waited for.
  for (let pressed = 0; pressed < 1.2 * controls + 15; pressed += 12) {
    if (pressed >= controls && (await page.evaluate('window.seen.all()'))) break
    await Promise.all(Array.from({ length: 12 }, () => page.keyboard.press('Tab')))
  }
  return (await page.evaluate('window.seen.faults()')) as string[]
}

// Runs in the page: notes each control that gets the focus, and returns how many there should be.
const watchFocus = `(() => {
  const isShown = each => each.checkVisibility({ checkVisibilityCSS: true }) && !each.closest('[inert]')
  const isFirst = each => {
    if (each.type !== 'radio') return true
    const group = [...document.querySelectorAll('input[type=radio]')].filter(({ name, form }) => name === each.name && form === each.form)
    return each === (group.find(({ checked }) => checked) ?? group[0])
  }
  const names = 'a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select, textarea, summary, [tabindex="0"]'
  const controls = [...document.querySelectorAll(names)].filter(each => isShown(each) && isFirst(each) && each.tabIndex >= 0)
  const nameOf = each => (each.outerHTML.match(/^<[^>]*>/)[0] + (each.textContent ?? '').trim()).slice(0, 90)
  const focused = []
  const first = document.activeElement !== document.body
  const faults = []
  document.addEventListener('focusin', ({ target }) => {
    if (focused.includes(target)) return
    focused.push(target)
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(target)
    if ((outlineStyle === 'none' || outlineWidth === '0px') && boxShadow === 'none') faults.push('no sign of the focus: ' + nameOf(target))
    const box = target.getBoundingClientRect()
    if (box.bottom < 0 || box.top > innerHeight) faults.push('out of sight: ' + nameOf(target))
    const [x, y] = [Math.min(box.left + box.width / 2, innerWidth - 1), Math.max(1, Math.min(box.top + Math.min(box.height, 40) / 2, innerHeight - 1))]
    const top = document.elementFromPoint(x, y)
    if (top && !target.contains(top) && !top.contains(target) && !target.labels?.[0]?.contains(top)) faults.push('below ' + nameOf(top) + ': ' + nameOf(target))
  })
  window.seen = {
    all: () => controls.every(each => focused.includes(each)),
    faults() {
      const missed = controls.filter(each => !focused.includes(each)).map(each => 'not reached: ' + nameOf(each))
      const order = focused.filter(each => controls.includes(each)).map(each => controls.indexOf(each))
      // Where the page puts the focus into a field to begin with, the walk begins there and ends there.
      const backs = order.filter((place, at) => at > 0 && place < order[at - 1] && !(place === 0 && first))
      return [...faults, ...missed, ...backs.map(place => 'out of order: ' + nameOf(controls[place]))]
    },
  }
  return controls.length
})()`
