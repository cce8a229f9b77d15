/** The administration with made-up rows. */

import { DashboardPage } from '#views/admin/dashboard.tsx'
import { AdminFormPage } from '#views/admin/form.tsx'
import { AdminListPage } from '#views/admin/list.tsx'
import { AdminDeletionPage, AdminRowPage } from '#views/admin/row.tsx'
import { frameAt, now } from './storyData.ts'

const table = { name: 'users', title: 'Users', singular: 'user' }
const tables = [
  { ...table, rows: 48 },
  { name: 'roles', title: 'Roles', singular: 'role', rows: 3 },
  { name: 'studies', title: 'Studies', singular: 'study', rows: 112 },
  { name: 'analyses', title: 'Analyses', singular: 'analysis', rows: 301 },
  { name: 'jobs', title: 'Jobs', singular: 'job', rows: 12 },
  { name: 'mails', title: 'Mails', singular: 'mail', rows: 90 },
  { name: 'audit', title: 'Audit', singular: 'entry', rows: 2040 },
]
const frame = frameAt('/admin/users')
const row = { id: 4, name: 'Rosalind Franklin' }
const text = (value: string, href?: string) => ({ kind: 'text' as const, text: value, href })

export const adminStories: Record<string, () => JSX.Element> = {
  admin: () => (
    <DashboardPage
      frame={frameAt('/admin')}
      tables={tables}
      queue={{ waiting: 3, running: 2, oldestSeconds: 130, paused: true }}
      workers={[{ name: 'w1', at: now, running: 2 }]}
      running={[{ id: 32, name: 'No selection', owner: 'Rosalind Franklin', share: 0.72 }]}
      failures={[{ id: 30, name: 'First try', reason: 'The worker died three times.', at: now }]}
      disk={{ used: 48e9, limit: 200e9 }}
      mailsWaiting={1}
      requestsWaiting={2}
      reasons={[{ reason: 'worker_died', total: 1 }]}
      weeks={[3, 0, 7].map((users, index) => ({
        endsAt: new Date(now.getTime() - (2 - index) * 7 * 86_400_000),
        users,
        analyses: users * 4,
      }))}
    />
  ),
  adminList: () => (
    <AdminListPage
      frame={frame}
      tables={tables}
      table={table}
      columns={[
        { name: 'email', title: 'E-mail', sortable: true },
        { name: 'name', title: 'Name', sortable: true },
        { name: 'studies', title: 'Studies', sortable: false },
        { name: 'createdAt', title: 'Since', sortable: true },
        { name: 'disabled', title: 'Disabled', sortable: true },
      ]}
      rows={[1, 2, 3].map(id => ({
        id,
        cells: [
          text(`person${id}@kcl.ac.uk`),
          text('Rosalind Franklin'),
          { kind: 'number', value: id },
          { kind: 'time', at: now },
          { kind: 'flag', is: id === 3 },
        ],
      }))}
      filters={[{ name: 'role', title: 'Role', options: [{ value: 'superuser', text: 'superuser' }] }]}
      query={{ search: 'kcl', sort: 'email', descending: false, page: 2, filters: {} }}
      total={48}
      pages={3}
      canCreate
    />
  ),
  adminRow: () => (
    <AdminRowPage
      frame={frame}
      tables={tables}
      table={table}
      row={{
        ...row,
        facts: [
          { title: 'E-mail', cell: text('rf@kcl.ac.uk') },
          { title: 'Role', cell: text('superuser', '/admin/tables/roles/2') },
          { title: 'Disabled', cell: { kind: 'none' } },
          { title: 'Limits', cell: { kind: 'data', json: '{"studies":40}' } },
        ],
      }}
      related={[{ title: 'Studies', href: '/admin/studies?user=4', count: 3 }]}
      actions={[
        {
          verb: 'End all sessions',
          icon: 'log-out',
          action: '/admin/users/4/sessions/deletion',
          dangerous: true,
        },
      ]}
      canEdit
      canDelete
    />
  ),
  adminDeletion: () => (
    <AdminDeletionPage
      frame={frame}
      tables={tables}
      table={table}
      row={row}
      goesWithIt={['3 studies', '17 analyses']}
    />
  ),
  adminForm: () => (
    <AdminFormPage
      frame={frame}
      tables={tables}
      table={table}
      row={row}
      fields={[
        { name: 'email', title: 'E-mail', input: { kind: 'email' } },
        { name: 'studiesMax', title: 'Studies at most', input: { kind: 'number', min: 0 }, optional: true },
        {
          name: 'role',
          title: 'Role',
          input: { kind: 'choice', options: [{ value: 'user', text: 'user' }] },
        },
        { name: 'disabled', title: 'Disabled', help: 'Cannot sign in.', input: { kind: 'flag' } },
      ]}
      form={{ values: { email: 'rf@kcl' }, errors: { email: 'This is not an e-mail address.' } }}
    />
  ),
}
