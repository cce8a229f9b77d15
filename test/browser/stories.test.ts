import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type axe from 'axe-core'
import type { ConsoleMessage, Page } from 'playwright-core'
import { long } from '../support/skips.ts'
import { stories } from '../support/stories.tsx'
import { openStories } from '../support/storyBrowser.ts'
import { axeScript, blankPage } from '../support/storyServer.tsx'

const site = openStories()

test('every page of the views has a story', async () => {
  const root = resolve(import.meta.dir, '../..')
  const pages: string[] = []
  for (const path of new Bun.Glob('views/**/*.tsx').scanSync({ cwd: root }))
    for (const [, name] of readFileSync(join(root, path), 'utf8').matchAll(/export function (\w+Page)\(/g))
      pages.push(name!)
  const told = [...new Bun.Glob('test/support/*tories.tsx').scanSync({ cwd: root })]
    .map(path => readFileSync(join(root, path), 'utf8'))
    .join('')
  expect(pages.length).toBeGreaterThan(30)
  expect(pages.filter(name => !told.includes(`<${name}`) && !frames.includes(name))).toEqual([])
})

/** Frames that pages are made of. */
const frames = ['FinishedPage']

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]
/** That of the checker. */
let shownTheme: Theme = 'light'

/** The page of the views that a story shows; all whose page a function draws for them are of one kind. */
const kindOf = (story: string) => /\w+Page\b/.exec(String(stories[story]))?.[0]

/**
 * In full are all stories, or without BIOCE_LONG the first of each kind: loaded, at three widths, in both themes. They
 * come first, as a part that was checked before is not checked again. The others are shown without their scripts, at two
 * widths, and not checked for their colours.
 */
const [inFull, inBrief] = (() => {
  const names = Object.keys(stories)
  const isFirst = (story: string) => names.find(each => kindOf(each) === kindOf(story)) === story
  return [names.filter(story => long || isFirst(story)), names.filter(story => !(long || isFirst(story)))]
})()

test('no page breaks the content policy, throws, is wider than a phone, or breaks WCAG 2.2 A and AA', async () => {
  const page = await site.newPage()
  const [checker, phone] = await Promise.all([openChecker({ width: 1280 }), openChecker({ width: 360 })])
  const found: string[] = []
  const note = (story: string) => (fault: string) => void found.push(`${story}: ${fault}`)
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  page.on('pageerror', error => found.push(`${page.url()}: ${error.message}`))
  // While axe has one story, the next is loaded.
  let checks = Promise.resolve()
  for (const story of inFull) {
    const { faults, html } = await load(page, story)
    faults.forEach(note(story))
    checks = checks.then(async () => (await check(checker, html)).forEach(note(story)))
  }
  await checks
  for (const story of inBrief) {
    const html = await stories[story]!()
    ;(await checkInBrief(checker, phone, html)).forEach(note(story))
  }
  await Promise.all([page, checker, phone].map(each => each.close()))
  expect(found.toSorted()).toEqual([])
}, 1_200_000)

test('tables of numbers are whole where they are narrowest', async () => {
  const page = await site.newPage()
  for (const [story, width] of [
    ['comparison', 360],
    ['resultCurves', 1024],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${site.url}${story}`)
    expect([story, await page.evaluate(tablesCut)]).toEqual([story, []])
  }
  await page.close()
}, 60_000)

const tablesCut = `[...document.querySelectorAll('.table-wrap:not(.data-table)')]
  .filter(wrap => wrap.scrollWidth > wrap.clientWidth).map(wrap => wrap.textContent.trim().slice(0, 40))`

test('a page of each kind is looked at in full, and all others in brief', () => {
  const kindsOf = (names: string[]) => [...new Set(names.map(kindOf))]
  expect(kindsOf(inFull)).toEqual(kindsOf(Object.keys(stories)))
  expect(kindsOf(inFull).length).toBeGreaterThan(80)
  expect([...inFull, ...inBrief].toSorted()).toEqual(Object.keys(stories).toSorted())
})

/** Where axe stays from story to story: it takes twice as long on a page of its own, where no code is warm. */
async function openChecker({ width }: { width: number }): Promise<Page> {
  const checker = await site.newPage({ viewport: { width, height: 800 }, colorScheme: shownTheme })
  await checker.goto(new URL(blankPage, site.url).href)
  await checker.addScriptTag({ url: axeScript })
  return checker
}

/**
 * Runs in the checker: marks the parts whose like it has had before. Alike are parts whose markup, and that of all around
 * them, is the same but for words, numbers, addresses and values.
 */
const markKnown = `next => {
  const known = (window.known ??= new Set())
  const numbers = (window.numbers ??= new Map())
  const numberOf = look => {
    if (!numbers.has(look)) numbers.set(look, numbers.size)
    return numbers.get(look)
  }
  const isValue = name => /^(href|action|content|d|points|src|value|title|aria-label|hx-.+)$/.test(name)
  const attributeOf = ({ name, value }) =>
    name + (value && isValue(name) ? '' : '=' + (name === 'style' ? value : value.replace(/\\d+/g, '1')))
  const tagOf = each => numberOf([each.localName, ...[...each.attributes].map(attributeOf)].join(' '))
  const looks = new Map()
  const lookOf = node => {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.data.trim() ? 'x' : ''
    const look = numberOf(tagOf(node) + '>' + [...node.childNodes].map(lookOf).join())
    looks.set(node, look)
    return look
  }
  const walk = (each, around) => {
    const look = around + ':' + looks.get(each)
    if (known.has(look)) return each.setAttribute('data-known', '')
    known.add(look)
    const inside = numberOf(around + '/' + tagOf(each))
    for (const child of each.children) walk(child, inside)
  }
  lookOf(next.body)
  for (const part of next.body.children) walk(part, '')
}`

/**
 * Runs in the checker: puts what another page shows in the place of what is there, with its styles, without its scripts. The
 * data behind the charts is thousands of alike cells in closed folds, the drawings are single images: without their insides
 * the check takes a tenth of the time.
 */
const show = (html: string) => `(async () => {
  const next = new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html')
  for (const needless of next.querySelectorAll('script, noscript, .data-table tr + tr, .drawing > g')) needless.remove()
  ;(${markKnown})(next)
  const [root, { head }] = [document.documentElement, document]
  for (const { name } of [...root.attributes]) root.removeAttribute(name)
  for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value)
  document.body.replaceWith(next.body)
  const rest = ({ outerHTML }) => outerHTML.replace(/<title>.*?<.title>/, '')
  if (rest(head) === rest(next.head)) return void (document.title = next.title)
  head.replaceWith(next.head)
  const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].filter(({ sheet }) => !sheet)
  await Promise.all(sheets.map(each => new Promise(resolve => { each.onload = resolve })))
})()`

/** @returns what is wrong with a page at three widths, and its markup for axe */
async function load(page: Page, story: string): Promise<{ faults: string[]; html: string }> {
  await page.setViewportSize({ width: 360, height: 740 })
  const faults: string[] = []
  page.on('console', noteRefusals(faults))
  const go = () => page.goto(`${site.url}${story}`)
  await go().catch(go) // where the page before, which follows an analysis, is just about to load itself anew
  faults.push(...(await look(page, onPhone)))
  await page.setViewportSize({ width: 768, height: 800 })
  faults.push(...(await look(page, [barsApart, cutTables, touchingButtons])))
  await page.setViewportSize({ width: 1280, height: 800 })
  const [html, ...more] = await look(page, ['[document.documentElement.outerHTML]', ...onDesk])
  faults.push(...more)
  page.removeAllListeners('console')
  return { faults, html: html! }
}

/** @returns what the rules find in a page as it is */
const look = (page: Page, rules: string[]) =>
  page.evaluate<string[]>(`[${rules.map(rule => `...${rule}`).join()}]`)

/** Each page is loaded once: everything that is light in it is dark by its styles alone. */
async function check(checker: Page, html: string): Promise<string[]> {
  const faults: string[] = []
  await checker.evaluate(show(html))
  // The one that the checker has comes first, as all styles are found anew for another.
  for (const colorScheme of themes.toSorted(theme => (theme === shownTheme ? -1 : 1))) {
    if (colorScheme !== shownTheme) await checker.emulateMedia({ colorScheme })
    shownTheme = colorScheme
    for (const violation of await violationsOf(checker, colorScheme))
      faults.push(`${colorScheme}: ${violation}`)
  }
  return faults
}

/** What the markup and the styles of a page say, with nothing loaded but what is there from the page before. */
async function checkInBrief(checker: Page, phone: Page, html: string): Promise<string[]> {
  const refused: string[] = html.match(/<script\b(?![^>]*\s(src=|type="application.ld))[^>]*>/g) ?? []
  phone.on('console', noteRefusals(refused))
  await Promise.all([checker, phone].map(each => each.evaluate(show(html))))
  const found = [look(phone, onPhone), look(checker, onDesk), violationsOf(checker, 'structure')]
  const faults = (await Promise.all(found)).flat()
  phone.removeAllListeners('console')
  return [...faults, ...refused]
}

/** What the content policy does not let a page do, it tells the console. */
const noteRefusals = (faults: string[]) => (message: ConsoleMessage) => {
  if (/policy|refused/i.test(message.text())) faults.push(message.text())
}

/** A page that is wider than a phone. */
const tooWide = `(({ scrollWidth }) => scrollWidth === 360 ? [] : [scrollWidth + ' px wide'])(document.documentElement)`

/** Columns of numbers that do not end below one another. The first names the row. */
const columnsAtTheLeft = `[...document.querySelectorAll('table')].flatMap(table => {
  const rows = [...table.tBodies].flatMap(body => [...body.rows])
  const isNumber = text => /^[−-]?\\d[\\d.,]*(\\s?(%|s|min|h|KB|MB|GB|Å|kDa))?(\\s±.*)?$/.test(text)
  return [...(rows[0]?.cells ?? [])].slice(1).flatMap(({ cellIndex }) => {
    const cells = rows.map(row => row.cells[cellIndex]).filter(cell => cell && !['', '–'].includes(cell.textContent.trim()))
    const areNumbers = cells.length > 1 && cells.every(cell => isNumber(cell.textContent.trim()))
    const isRight = cells.every(cell => getComputedStyle(cell).textAlign === 'right')
    return areNumbers && !isRight ? ['numbers at the left: ' + table.tHead?.rows[0].cells[cellIndex]?.textContent] : []
  })
})`

/** Bars on one scale that do not begin below one another: all of a table whose rows are cards, else those of a column. */
const barsApart = `[...document.querySelectorAll('table')].flatMap(table => {
  const bars = [...table.querySelectorAll('.interval-bar')].filter(bar => bar.getClientRects().length > 0)
  const isOfCards = getComputedStyle(table.rows[0] ?? table).display === 'flex'
  const columns = Map.groupBy(bars, bar => (isOfCards ? 0 : bar.closest('td').cellIndex))
  return [...columns.values()].flatMap(bars => {
    const places = new Set(bars.map(bar => Math.round(bar.getBoundingClientRect().left)))
    return places.size > 1 ? ['bars begin at ' + [...places].join(', ') + ' px: ' + table.className] : []
  })
})`

/** Tables of which a part is out of sight: few see that they can be moved. */
const cutTables = `[...document.querySelectorAll('.table-wrap')].flatMap(wrap =>
  wrap.checkVisibility() && wrap.innerText && wrap.scrollWidth > wrap.clientWidth + 1
    ? [innerWidth + ' px: ' + (wrap.scrollWidth - wrap.clientWidth) + ' px of a table are cut off: ' + wrap.innerText.slice(0, 60)]
    : [])`

/** Raised and lowered signs that a row of boxes sets apart from the words about them. */
const tornSigns = `[...document.querySelectorAll('main :is(sup, sub)')].flatMap(({ parentElement }) =>
  /flex|grid/.test(getComputedStyle(parentElement).display) ? ['torn apart: ' + parentElement.textContent.trim()] : [])`

/** Cells of tables that fold into cards, and lose the unit that stands in the head of their column. */
const labelsWithoutUnit = `[...document.querySelectorAll('table.stack')].flatMap(table => {
  const heads = [...table.querySelectorAll('thead th')].map(head => head.textContent.trim())
  const labels = new Set([...table.querySelectorAll('[data-label]')].map(cell => cell.dataset.label))
  return [...labels].filter(label => heads.some(head => head.startsWith(label + ' ('))).map(label => 'no unit: ' + label)
})`

/** What stands directly below a table or buttons, without room between. */
const crampedParts = `[...document.querySelectorAll('.table-wrap, .actions')].flatMap(part => {
  const isInFlow = each => each.getClientRects().length > 0 && !['absolute', 'fixed'].includes(getComputedStyle(each).position)
  let above = part, below
  for (; !below && above && !above.matches('main, .card, body'); above = above.parentElement)
    for (below = above.nextElementSibling; below && !isInFlow(below); ) below = below.nextElementSibling
  if (!below || part.getClientRects().length === 0) return []
  const gap = below.getBoundingClientRect().top - part.getBoundingClientRect().bottom
  return gap > -1 && gap < 8 ? ['cramped: ' + part.className + ' above ' + below.outerHTML.slice(0, 60)] : []
})`

/** Buttons in rows below one another that touch. */
const touchingButtons = `[...document.querySelectorAll('.row-actions, .actions, .banner')].flatMap(part => {
  const buttons = [...part.querySelectorAll('button, .button')]
  const boxes = buttons.filter(each => each.checkVisibility() && !each.closest('[popover]')).map(each => each.getBoundingClientRect())
  const areTouching = (a, b) => a.left < b.right && b.left < a.right && b.top - a.bottom < 4
  return boxes.some((a, at) => boxes.slice(at + 1).some(b => areTouching(a, b)))
    ? [innerWidth + ' px: buttons touch: ' + part.textContent.trim().slice(0, 60)]
    : []
})`

/** Days whose zone is not beside them, nor in the heading of their column. */
const daysWithoutZone = `[...document.querySelectorAll('main, body > .banner, header')].flatMap(part => {
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode
    const head = parentElement.closest('table')?.tHead?.textContent ?? ''
    if (parentElement.closest('script, style, pre, textarea') || head.includes('(UTC)')) continue
    for (const [day, after] of data.matchAll(/\\b\\d{1,2} [A-Z][a-z]{2} 20\\d\\d(?=(.{0,14}))/g))
      if (!/^(, \\d\\d:\\d\\d(:\\d\\d)? UTC| \\(UTC\\))/.test(after)) found.push('without a time zone: ' + day)
  }
  return found
})`

/** Faults in the summary of a form that do not begin with what their field is called, alone or after its group, or lead to no field. */
const faultsOfNoField = `[...document.querySelectorAll('.error-summary a')].flatMap(fault => {
  const id = CSS.escape(fault.hash.slice(1))
  const label = document.querySelector('#' + id) && document.querySelector('label[for=' + id + '], #' + id + ' > legend')
  const name = (label?.querySelector('span') ?? label)?.textContent.trim()
  const group = label?.closest('fieldset:not(.field), details')?.querySelector('legend, summary').textContent.trim()
  return name && [name, group + ', ' + name].some(called => fault.textContent.startsWith(called)) ? [] : ['a fault of no field: ' + fault.textContent]
})`

/** What stands in the place of a list, and does not say of what there is none. */
const namelessLists = `[...document.querySelectorAll('.empty-title')].flatMap(({ textContent }) =>
  /^None\\b/.test(textContent) ? ['none of what? ' + textContent] : [])`

/** Runs in the page: what axe does not look for. */
const ownRules = `(() => {
  const all = [...document.querySelectorAll('[id]')].map(each => each.id)
  const twice = all.filter((id, at) => all.indexOf(id) !== at).map(id => 'twice on the page: #' + id)
  const nowhere = ['for', 'aria-labelledby', 'aria-describedby'].flatMap(name =>
    [...document.querySelectorAll('[' + name + ']')].flatMap(each =>
      each.getAttribute(name).split(/\\s+/).filter(id => !document.getElementById(id)).map(id => name + ' of nothing: ' + id)))
  return [...twice, ...nowhere, ...${columnsAtTheLeft}, ...${labelsWithoutUnit}, ...${crampedParts}, ...${tornSigns}, ...${daysWithoutZone}, ...${faultsOfNoField}, ...${namelessLists}]
})()`

const onPhone = [tooWide, cutTables, touchingButtons]
const onDesk = [barsApart, cutTables, ownRules]

const ofColours = ['color-contrast', 'link-in-text-block']

/** All rules in the light; in the dark those that look at colours, as nothing else in a page differs. */
async function violationsOf(page: Page, part: Theme | 'structure'): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const runOnly = part === 'dark' ? { type: 'rule', values: ofColours } : tags
  const rules = part === 'structure' ? Object.fromEntries(ofColours.map(id => [id, { enabled: false }])) : {}
  // What it would load beforehand, no rule of these takes.
  const options = JSON.stringify({ runOnly, rules, preload: false, resultTypes: ['violations'] })
  const run = `axe.run({ include: ['html'], exclude: ['[data-known]'] }, ${options}).then(({ violations }) => violations)`
  const violations = (await page.evaluate(run)) as axe.Result[]
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)
}
