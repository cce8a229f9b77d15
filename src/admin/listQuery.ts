import type { Reader } from '#db/index.ts'
import { idOf, type ListQuery, listRows, timeFilters } from '#db/rows.ts'
import { getPanelTable, type PanelTable, titleOf } from './tables.ts'

const linksMax = 100

/** What an address asks of a table's list; names that are no columns of the table are not looked at. */
export function parseListQuery(table: PanelTable, query: URLSearchParams, now: number): ListQuery {
  const filters = table.columns.flatMap(({ name }) => {
    const days = [query.get(`${name}.from`), query.get(`${name}.until`)]
    const value = days.some(Boolean) ? days.map(day => day ?? '').join('..') : query.get(name)
    return value ? [[name, value]] : []
  })
  const sort = query.get('sort')
  const isColumn = table.columns.some(({ name }) => name === sort)
  return {
    search: (query.get('search') ?? '').trim().slice(0, 100),
    filters: { ...Object.fromEntries(filters), ...chosenLinks(table, query) },
    links: linksIn(table, query),
    sort: isColumn ? sort! : table.key[0]!.name,
    descending: isColumn ? query.get('descending') === 'on' : table.key[0]!.kind === 'number',
    now,
  }
}

/** The columns that an address chooses, in the table's order; undefined when it leaves the choice to us. */
export function columnsIn(table: PanelTable, query: URLSearchParams): string[] | undefined {
  const wanted = query.getAll('columns').flatMap(text => text.split(','))
  const chosen = table.columns.map(({ name }) => name).filter(name => wanted.includes(name))
  return chosen.length > 0 ? chosen : undefined
}

const chosenLinks = ({ links = {} }: PanelTable, query: URLSearchParams) =>
  Object.fromEntries(
    Object.keys(links).flatMap(name => {
      const id = query.get(name) ?? ''
      return /^\d{1,15}$/.test(id) ? [[name, id]] : []
    }),
  )

function linksIn(table: PanelTable, query: URLSearchParams): ListQuery['links'] {
  return Object.entries(chosenLinks(table, query)).map(([name, id]) => {
    const through = getPanelTable(table.links![name]!)
    const columnTo = (isOwn: boolean) =>
      through.columns.find(({ refersTo }) => (refersTo?.table === table.name) === isOwn)!
    return { through, own: columnTo(true), other: columnTo(false), id: Number(id) }
  })
}

/** The rows of another table that a link may lead to, by name. */
async function linkFilters(db: Reader, { links = {}, name: own }: PanelTable) {
  const filters = Object.entries(links).map(async ([name, through]) => {
    const { refersTo } = getPanelTable(through).columns.find(each => each.refersTo?.table !== own)!
    const table = getPanelTable(refersTo!.table)
    const query = { search: '', filters: {}, sort: '', descending: false, now: 0 }
    const rows = await listRows(db, table, query, linksMax)
    const options = rows.map(row => ({ value: idOf(table, row), text: table.nameOf(row) }))
    return { name, title: titleOf(name), options, isTime: false }
  })
  return await Promise.all(filters)
}

/** What a list may be narrowed down by, with the words for each value. */
export async function filtersOf(db: Reader, table: PanelTable) {
  return [...(await linkFilters(db, table)), ...columnFilters(table)]
}

const columnFilters = (table: PanelTable) =>
  table.columns
    .filter(
      ({ name, kind }) =>
        kind === 'choice' || kind === 'flag' || (kind === 'time' && table.list.includes(name)),
    )
    .map(({ name, kind, options }) => ({
      name,
      title: titleOf(name),
      options:
        kind === 'time'
          ? Object.keys(timeFilters).map(value => ({
              value,
              text: timeWords[value as keyof typeof timeFilters],
            }))
          : (kind === 'flag' ? ['yes', 'no'] : options).map(value => ({ value, text: value })),
      isTime: kind === 'time',
    }))

const timeWords: Record<keyof typeof timeFilters, string> = {
  day: 'in the last day',
  week: 'in the last week',
  month: 'in the last 30 days',
  some: 'at any time',
  none: 'never',
}
