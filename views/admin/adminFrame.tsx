import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { currentOf } from '../ui/currentOf.ts'

/** A table of the panel: its name in URLs and in words. */
export interface AdminTable {
  name: string
  title: string
  /** One row of it, as in “New role”. */
  singular: string
}

interface AdminFrameProps {
  frame: Frame
  title: string
  tables: AdminTable[]
  /** The table that is open. */
  here?: string
  /** Between the administration and the page, where there are any. */
  crumbs?: Crumb[]
  scripts?: string[]
  children?: Children
}

/** The pages and tables of each group; a table that is in none stands in the last. */
const groups: { title: string; pages: [text: string, path: () => string][]; tables: string[] }[] = [
  { title: '', pages: [['Overview', paths.admin]], tables: [] },
  {
    title: 'People',
    pages: [
      ['Registration', paths.registrationSettings],
      ['Account requests', paths.requestList],
    ],
    tables: [
      'users',
      'roles',
      'user_roles',
      'account_requests',
      'allowed_domains',
      'sessions',
      'factors',
      'identities',
      'tokens',
      'opened_shares',
    ],
  },
  {
    title: 'Work',
    pages: [['Statistics', paths.statistics]],
    tables: ['studies', 'drafts', 'analyses', 'jobs', 'workers'],
  },
  {
    title: 'System',
    pages: [
      ['Settings', paths.siteSettings],
      ['Methods', paths.adminMethods],
      ['Maintenance', paths.maintenance],
      ['Doctor', paths.doctor],
      ['Log', paths.logs],
      ['Backups', paths.backups],
      ['Outbox', paths.outbox],
    ],
    tables: [],
  },
]

/**
 * The administration: its pages and all tables in groups at the side, the page beside them. Where there is no room for that they
 * are a popover, which needs no script.
 */
export function AdminFrame({ frame, title, tables, here, crumbs, scripts, children }: AdminFrameProps) {
  return (
    <Layout
      title={`${title} · Administration`}
      frame={frame}
      styles={['admin.css']}
      scripts={scripts}
      crumbs={crumbs && [{ text: 'Administration', href: paths.admin() }, ...crumbs]}
    >
      <div class="admin">
        <button type="button" class="admin-menu quiet" popovertarget="admin-nav">
          Administration menu
        </button>
        <nav class="admin-nav" id="admin-nav" popover="auto" aria-label="Administration">
          {groups.map(({ title, pages }, index) => (
            <>
              {title ? <h2 safe>{title}</h2> : ''}
              {pages.map(([text, path]) => (
                <a href={path()} aria-current={currentOf(path(), frame.path, paths.admin())} safe>
                  {text}
                </a>
              ))}
              {tablesIn(index, tables).map(table => (
                <a
                  href={paths.adminTable(table.name)}
                  aria-current={table.name === here ? 'page' : undefined}
                  safe
                >
                  {table.title}
                </a>
              ))}
            </>
          ))}
        </nav>
        <div class="admin-page">{children}</div>
      </div>
    </Layout>
  )
}

function tablesIn(index: number, tables: AdminTable[]): AdminTable[] {
  const named = groups.flatMap(group => group.tables)
  const isLast = index === groups.length - 1
  return tables.filter(({ name }) => (isLast ? !named.includes(name) : groups[index]!.tables.includes(name)))
}
