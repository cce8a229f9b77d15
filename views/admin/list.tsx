import type { Value } from '#src/admin/browse.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { Rows } from './listRows.tsx'
import { Filters, Pages } from './listTools.tsx'

export interface ListQuery {
  search: string
  sort: string
  descending: boolean
  /** From 1. */
  page: number
  /** Chosen filters, by column. */
  filters: Record<string, string>
  /** Where others are chosen than the table's own. */
  columns?: string[]
}

export interface AdminListProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  columns: { name: string; title: string }[]
  /** Every column that may be shown. */
  allColumns: { name: string; title: string }[]
  rows: { id: number | string; name: string; cells: Value[] }[]
  filters: { name: string; title: string; options: { value: string; text: string }[] }[]
  query: ListQuery
  total: number
  pages: number
  canCreate: boolean
  /** What may be done with several rows at once. */
  actions: { name: string; verb: string }[]
}

/** The rows of one table with search, filters, sort, pages and export; every link and form works without a script. */
export function AdminListPage(props: AdminListProps) {
  const { frame, tables, table, rows, total, canCreate, query } = props
  return (
    <AdminFrame frame={frame} tables={tables} title={table.title} here={table.name} scripts={['ticks.js']}>
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
          {table.name === 'audit' ? (
            <a class="button quiet" href={paths.auditExport()} download="">
              <Icon name="shield" />
              All, with their seals
            </a>
          ) : (
            ''
          )}
        </div>
      </header>
      <Filters {...props} />
      <p class="help" role="status" safe>
        {`${formatCount(total, 'row')}${query.search ? ` with “${query.search}”` : ''}`}
      </p>
      {rows.length === 0 ? (
        <EmptyState icon="search" title="Nothing here">
          <p>
            {query.search || Object.keys(query.filters).length > 0
              ? 'Try fewer letters, or clear the filters.'
              : 'This table has no rows yet.'}
          </p>
        </EmptyState>
      ) : (
        <Rows {...props} />
      )}
      <Pages {...props} />
    </AdminFrame>
  )
}

/** A query as the facts of its address, without what is at its default. */
export const factsOf = ({ search, sort, descending, filters, columns }: ListQuery) => ({
  ...filters,
  search: search || undefined,
  sort,
  descending: descending ? 'on' : undefined,
  columns: columns?.join(','),
})
