import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'

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
  crumbs?: Crumb[]
  scripts?: string[]
  children?: Children
}

const pages = [
  ['Overview', paths.admin],
  ['Settings', paths.siteSettings],
  ['Registration', paths.registrationSettings],
  ['Account requests', paths.requestList],
  ['Outbox', paths.outbox],
  ['Log', paths.logs],
  ['Backups', paths.backups],
  ['Doctor', paths.doctor],
  ['Maintenance', paths.maintenance],
] as const

/**
 * The administration: its pages and all tables at the side, the page beside them. Where there is no room for that they
 * are a popover, which needs no script.
 */
export function AdminFrame({ frame, title, tables, here, crumbs = [], scripts, children }: AdminFrameProps) {
  return (
    <Layout
      title={`${title} · Administration`}
      frame={frame}
      styles={['admin.css']}
      scripts={scripts}
      crumbs={[{ text: 'Administration', href: paths.admin() }, ...crumbs]}
    >
      <div class="admin">
        <button type="button" class="admin-menu quiet" popovertarget="admin-nav">
          Administration menu
        </button>
        <nav class="admin-nav" id="admin-nav" popover="auto" aria-label="Administration">
          {pages.map(([text, path]) => (
            <a href={path()} aria-current={path() === frame.path ? 'page' : undefined}>
              {text}
            </a>
          ))}
          <h2>Tables</h2>
          {tables.map(table => (
            <a
              href={paths.adminTable(table.name)}
              aria-current={table.name === here ? 'page' : undefined}
              safe
            >
              {table.title}
            </a>
          ))}
        </nav>
        <div class="admin-page">{children}</div>
      </div>
    </Layout>
  )
}
