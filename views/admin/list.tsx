import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import type { Cell } from './cell.tsx'
import { factsOf, Rows } from './listRows.tsx'

export interface ListQuery {
  search: string
  sort: string
  descending: boolean
  /** From 1. */
  page: number
  /** Chosen filters, by column. */
  filters: Record<string, string>
}

export interface AdminListProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  columns: { name: string; title: string; sortable: boolean }[]
  rows: { id: number | string; cells: Cell[] }[]
  filters: { name: string; title: string; options: { value: string; text: string }[] }[]
  query: ListQuery
  total: number
  pages: number
  canCreate: boolean
}

/** The rows of one table with search, filters, sort, pages and export; every link and form works without a script. */
export function AdminListPage(props: AdminListProps) {
  const { frame, tables, table, rows, total, canCreate, query } = props
  return (
    <AdminFrame frame={frame} tables={tables} title={table.title} here={table.name}>
      <header class="page-header">
        <h1 safe>{table.title}</h1>
        <div class="actions">
          {canCreate ? (
            <a class="button" href={paths.newAdminRow(table.name)}>
              <Icon name="plus" />
              <span safe>{`New ${table.singular}`}</span>
            </a>
          ) : (
            ''
          )}
          <a class="button quiet" href={paths.adminTableCsv(table.name, factsOf(query))} download="">
            <Icon name="download" />
            CSV
          </a>
        </div>
      </header>
      <Filters {...props} />
      <p class="help" role="status" safe>
        {`${formatCount(total, 'row')}${query.search ? ` with “${query.search}”` : ''}`}
      </p>
      {rows.length === 0 ? (
        <EmptyState icon="search" title="Nothing here">
          <p>{query.search ? 'Try fewer letters, or clear the filters.' : 'This table has no rows yet.'}</p>
        </EmptyState>
      ) : (
        <Rows {...props} />
      )}
      <Pages {...props} />
    </AdminFrame>
  )
}

function Filters({ table, filters, query }: AdminListProps) {
  const hidden = Object.entries(query.filters).filter(([name]) => !filters.some(each => each.name === name))
  return (
    <form method="get" action={paths.adminTable(table.name)} class="filters">
      <div>
        <label for="search">Search</label>
        <input id="search" name="search" type="search" value={query.search} />
      </div>
      {filters.map(filter => (
        <div>
          <label for={filter.name} safe>
            {filter.title}
          </label>
          <select id={filter.name} name={filter.name}>
            <option value="">all</option>
            {filter.options.map(option => (
              <option value={option.value} selected={query.filters[filter.name] === option.value} safe>
                {option.text}
              </option>
            ))}
          </select>
        </div>
      ))}
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="sort" value={query.sort} />
      {query.descending ? <input type="hidden" name="descending" value="on" /> : ''}
      <button type="submit" class="quiet">
        <Icon name="search" />
        Show
      </button>
      {query.search || Object.keys(query.filters).length > 0 ? (
        <a href={paths.adminTable(table.name)}>Show all</a>
      ) : (
        ''
      )}
    </form>
  )
}

function Pages({ table, query, pages }: AdminListProps) {
  if (pages <= 1) return ''
  const hrefOf = (page: number) => paths.adminTable(table.name, { ...factsOf(query), page })
  return (
    <nav class="pages" aria-label="Pages">
      {query.page > 1 ? (
        <a class="button quiet small" rel="prev" href={hrefOf(query.page - 1)}>
          Previous
        </a>
      ) : (
        ''
      )}
      <span>
        Page {query.page} of {pages}
      </span>
      {query.page < pages ? (
        <a class="button quiet small" rel="next" href={hrefOf(query.page + 1)}>
          Next
        </a>
      ) : (
        ''
      )}
    </nav>
  )
}
