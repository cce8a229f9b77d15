import { paths } from '../paths.ts'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame } from './adminFrame.tsx'
import { type AdminListProps, queryFacts } from './listQuery.ts'
import { TableRows } from './listRows.tsx'
import { Filters, Pages } from './listTools.tsx'

/** The rows of one table with search, filters, sort, pages and export; every link and form works without a script. */
export function AdminListPage(props: AdminListProps) {
  const { frame, tables, table, rows, total, canCreate, query } = props
  return (
    <AdminFrame
      frame={frame}
      tables={tables}
      title={table.title}
      here={table.name}
      scripts={['selectAll.js']}
    >
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
          <a class="button quiet" href={paths.adminTableCsv(table.name, queryFacts(query))} download="">
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
        <EmptyState icon="search" title="No matching rows">
          <p>
            {query.search || Object.keys(query.filters).length > 0
              ? 'Try a shorter text, or clear the filters.'
              : 'This table has no rows yet.'}
          </p>
        </EmptyState>
      ) : (
        <TableRows {...props} />
      )}
      <Pages {...props} />
    </AdminFrame>
  )
}
