import type { ListQuery } from '#db/rows.ts'
import { timeFilters } from '#db/rows.ts'
import { type PanelTable, titleOf } from './tables.ts'

/** What an address asks of a table's list; names that are no columns of the table are not looked at. */
export function parseListQuery(table: PanelTable, query: URLSearchParams, now: number): ListQuery {
  const filters = table.columns.flatMap(({ name }) => {
    const value = query.get(name)
    return value ? [[name, value]] : []
  })
  const sort = query.get('sort')
  const isColumn = table.columns.some(({ name }) => name === sort)
  return {
    search: (query.get('search') ?? '').trim().slice(0, 100),
    filters: Object.fromEntries(filters),
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

/** What a list may be narrowed down by, with the words for each value. */
export function filtersOf(table: PanelTable) {
  return table.columns
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
    }))
}

const timeWords: Record<keyof typeof timeFilters, string> = {
  day: 'in the last day',
  week: 'in the last week',
  month: 'in the last 30 days',
  some: 'at any time',
  none: 'never',
}
