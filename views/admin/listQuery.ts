import type { Value } from '#src/admin/listRows.ts'
import type { Frame } from '../frame.ts'
import type { AdminTable } from './adminFrame.tsx'

/** What of a table is shown, and how: the question in the address of a list. */
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

/** A column that the list may be narrowed down by. */
export interface ListFilter {
  name: string
  title: string
  options: { value: string; text: string }[]
  /** May be given as two days too. */
  isTime?: boolean
}

export interface AdminListProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  columns: { name: string; title: string }[]
  /** Titles of what stands beside the columns in each row. */
  figures?: string[]
  /** Every column that may be shown. */
  allColumns: { name: string; title: string }[]
  rows: { id: number | string; name: string; cells: Value[] }[]
  filters: ListFilter[]
  query: ListQuery
  total: number
  pages: number
  canCreate: boolean
  /** What may be done with several rows at once. */
  actions: { name: string; verb: string }[]
}

/** A query as the facts of its address, without what is at its default. */
export const queryFacts = ({ search, sort, descending, filters, columns }: ListQuery) => ({
  ...filters,
  search: search || undefined,
  sort,
  descending: descending ? 'on' : undefined,
  columns: columns?.join(','),
})
