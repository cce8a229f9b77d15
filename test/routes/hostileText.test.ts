import { expect, test } from 'bun:test'
import { csvParseRows } from 'd3-dsv'
import { limits } from '#db/schema.ts'
import { panelTables } from '#src/admin/tables.ts'
import { csvLine } from '#src/csv.ts'
import { download } from '#src/plugins/downloads.ts'
import { cleanName } from '#src/plugins/formParser.ts'
import { hostileList } from '../support/hostileTexts.ts'
import { isFormula, readingOf } from '../support/readings.ts'
import { access, type Row } from './accessTable.ts'
import { openPoisonedSite, type Side } from './poisonedWorld.ts'
import { ask, type World } from './world.ts'

/**
 * Every page, drawing, table, stream and file of a site on which all texts are hostile is compared with that of its
 * twin, on which they are as long and harmless: a parser must find the same elements, attributes, rows and events.
 */
const all = hostileList.join(' \u00b7 ')
const hostile = await openPoisonedSite(all)
const harmless = await openPoisonedSite('x'.repeat(all.length))

interface Asking {
  row: Row
  pathOn: (side: Side) => string
  body?: (side: Side) => URLSearchParams
}

/** Where the two sides differ, or do not answer as the row promises; empty when hostile words are words. */
async function differences(askings: Asking[]): Promise<string[]> {
  const found: string[] = []
  for (const { row, pathOn, body } of askings) {
    const [one, other] = await Promise.all(
      [hostile, harmless].map(async side => {
        const path = pathOn(side)
        const headers = { cookie: side.world.actors[actorOf(row)].cookie }
        const response = await ask(side.site, path, {
          headers,
          method: body ? 'POST' : 'GET',
          body: body?.(side),
        })
        if (response.status !== row.answer) found.push(`${path}: ${response.status}`)
        return await readingOf(response, path, side === hostile)
      }),
    )
    const at = one!.findIndex((part, index) => !Bun.deepEquals(part, other![index]))
    if (at >= 0 || one!.length !== other!.length)
      found.push(`${pathOn(harmless)}, part ${at}: ${one!.slice(at, at + 2)} | ${other!.slice(at, at + 2)}`)
  }
  return found
}

const actorOf = ({ who }: Row) =>
  who === 'administrators' ? 'administrator' : who === 'owner' || who === 'members' ? 'owner' : 'anonymous'
const staff = (path: string): Asking => ({ row: { who: 'administrators', answer: 200 }, pathOn: () => path })
const own = (pathOn: (world: World) => string): Asking => ({
  row: { who: 'owner', answer: 200 },
  pathOn: ({ world }) => pathOn(world),
})

test('there are at least 200 of them', () => expect(hostileList.length).toBeGreaterThanOrEqual(200))

test('everything that a route answers with takes them for text', async () => {
  const askings = Object.entries(access)
    .filter(([route]) => route.startsWith('GET ') && route !== 'GET /studies/:id/files/:name')
    .map(([route, row]): Asking => {
      const pathOn = ({ world }: Side) =>
        row.path?.(String(row.id?.(world) ?? ''), world) ?? route.split(' ')[1]!
      return { row, pathOn }
    })
  expect(await differences(askings)).toEqual([])
}, 240_000)

test('so do results, drawings and the files that people download', async () => {
  const { site, world } = harmless
  const headers = { cookie: world.actors.owner.cookie }
  const linksOn = async (path: string, pattern: RegExp) => {
    const page = await ask(site, path, { headers })
    return (await page.text()).match(pattern) ?? []
  }
  const charts = await linksOn(`/analyses/${world.done.id}`, /\/analyses\/\d+\/charts\/[\w-]+\.html/g)
  expect(new Set(charts).size).toBeGreaterThan(5)
  const saved = new Set(charts)
  for (const chart of new Set(charts)) {
    const files = await linksOn(chart, /\/analyses\/\d+\/charts\/[\w-]+\.(svg\?width=\d+|csv)(?=")/g)
    expect(files.length).toBe(3)
    for (const file of files) saved.add(file)
  }
  const askings = [
    ...[...saved].map(path => own(() => path)),
    own(({ done }) => `/analyses/${done.id}`),
    own(({ running }) => `/analyses/${running.id}`),
    own(({ study, done }) => `/studies/${study.id}/comparison?a=${done.id}&b=${done.id}`),
    own(({ study }) => `/studies/${study.id}/charts/curve-chart.csv`),
  ]
  expect(await differences(askings)).toEqual([])
}, 240_000)

test('so does the panel of the administrators: every table, every row, every export', async () => {
  const found: string[] = []
  for (const { name } of panelTables) {
    const path = `/admin/tables/${name}`
    const list = await (
      await ask(harmless.site, path, { headers: { cookie: harmless.world.actors.administrator.cookie } })
    ).text()
    const rows = [
      ...new Set([...list.matchAll(new RegExp(`href="(${path}/\\d+)"`, 'g'))].map(match => match[1]!)),
    ]
    const edits = rows
      .slice(0, 1)
      .filter(() => panelTables.find(table => table.name === name)!.edit)
      .map(row => `${row}/edit`)
    found.push(...(await differences([path, `${path}/export.csv`, ...rows.slice(0, 3), ...edits].map(staff))))
  }
  expect(found).toEqual([])
}, 240_000)

test('so does a form that comes back with what was typed', async () => {
  const typed = all.replaceAll('\0', '') // refused: see requests.test.ts
  const pieces = Array.from({ length: 16 }, (_, index) => typed.slice(index * 395, (index + 1) * 395))
  const askings = Object.entries(access)
    .filter(([, row]) => row.form && !row.multipart && row.answer === 422)
    .flatMap(([route, row], form) =>
      [0, 4, 8, 12].map(at => typedInto(route, row, pieces[(form + at) % pieces.length]!)),
    )
  expect(askings.length).toBeGreaterThan(50)
  for (const asking of askings) {
    for (const { site } of [hostile, harmless]) await site.db.write(tx => tx.delete(limits))
    expect(await differences([asking])).toEqual([])
  }
}, 240_000)

/** A form with the words of a person in every field but the password, which never comes back. */
function typedInto(route: string, row: Row, piece: string): Asking {
  const pathOn = ({ world }: Side) => row.path?.(String(row.id?.(world) ?? ''), world) ?? route.split(' ')[1]!
  const body = (side: Side) => {
    const fields = Object.entries(row.form!(side.world, String(row.id?.(side.world) ?? '')))
    const typed = side === hostile ? piece : 'x'.repeat(piece.length)
    const values = fields.map(([name, value]): [string, string] => [
      name,
      /password/i.test(name) ? value : typed,
    ])
    return new URLSearchParams([['csrf', side.world.actors[actorOf(row)].csrf], ...values])
  }
  return { row, pathOn, body }
}

test('each alone is one cell of a table, and no formula', () => {
  for (const text of hostileList) {
    const [row, ...rest] = csvParseRows(`${csvLine([text, 'end'])}\r\n`)
    expect([row!.length, rest.length]).toEqual([2, 0])
    expect([text, isFormula(row![0]!)]).toEqual([text, false])
    expect(row![0]!.endsWith(text)).toBe(true)
  }
})

test('a long file name is cut between characters', () => {
  const name = cleanName(`${'🧪'.repeat(130)}.dat`)
  expect([...name].length).toBe(120)
  expect(name.isWellFormed()).toBe(true)
})

test('each alone is one file name, on the way in and on the way out', async () => {
  for (const text of hostileList) {
    const name = cleanName(text)
    expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/u)
    expect([...name].length).toBeLessThanOrEqual(120)
    const reading = await readingOf(download('', text), '')
    expect(reading).toEqual([200, 'application/octet-stream', 'one name'])
  }
})
