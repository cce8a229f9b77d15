/** The administration with made-up rows. */

import type { Statistics } from '#src/admin/statistics.ts'
import { DashboardPage } from '#views/admin/dashboard.tsx'
import { AdminDeletionPage } from '#views/admin/deletion.tsx'
import { AdminFormPage } from '#views/admin/form.tsx'
import { AdminListPage } from '#views/admin/list.tsx'
import { AdminRowPage } from '#views/admin/row.tsx'
import { SelectionPage, SkippedPage } from '#views/admin/selection.tsx'
import { StatisticsPage } from '#views/admin/statistics.tsx'
import { frameAt, now } from './storyData.ts'

const table = { name: 'users', title: 'Users', singular: 'user' }
export const adminTables = [
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
const text = (value: string) => ({ kind: 'text' as const, text: value })
const columns = [
  { name: 'email', title: 'E-mail' },
  { name: 'name', title: 'Name' },
  { name: 'studies', title: 'Studies' },
  { name: 'createdAt', title: 'Since' },
  { name: 'disabled', title: 'Disabled' },
]
const losses = {
  bytes: 48_200_000,
  gone: [
    {
      title: 'Studies',
      count: 2,
      rows: [
        { name: 'Linker ensemble', href: '/admin/tables/studies/7' },
        { name: 'Lysozyme', href: '/admin/tables/studies/8' },
      ],
    },
    { title: 'Analyses', count: 17, rows: [{ name: 'Defaults', href: '/admin/tables/analyses/31' }] },
  ],
  emptied: [{ title: 'Jobs', count: 17 }],
}

const month = (runs: number) => ({
  runs,
  failed: Math.round(runs / 12),
  people: Math.round(runs / 5),
  cpuMs: runs * 400_000,
})
const statistics: Statistics = {
  months: Array.from({ length: 24 }, (_, index) => ({
    ...month((index * index * 7) % 90),
    name: new Date(Date.UTC(2024, 11 + index)).toISOString().slice(0, 7),
    newPeople: index % 4,
    waitedMs: index === 0 ? null : 2000 * index,
  })),
  countries: [
    { ...month(510), name: 'Denmark' },
    { ...month(40), name: 'no known country' },
  ],
  institutions: [{ ...month(510), name: 'University of Copenhagen' }],
  methods: [{ ...month(550), name: 'bioce' }],
  failures: [{ name: 'no_fit', runs: 31 }],
  storage: { bytes: 42e9, people: 38 },
}
const noStatistics: Statistics = {
  months: statistics.months.map(each => ({ ...each, ...month(0), waitedMs: null })),
  countries: [],
  institutions: [],
  methods: [],
  failures: [],
  storage: { bytes: 0, people: 0 },
}

export const adminStories: Record<string, () => JSX.Element> = {
  admin: () => (
    <DashboardPage
      frame={frameAt('/admin')}
      tables={adminTables}
      queue={{ waiting: 3, running: 2, oldestSeconds: 130, paused: true }}
      workers={[{ name: 'saxs-server/4026531836 812 a41b2c', at: now, running: 2, isDraining: false }]}
      running={[{ id: 32, name: 'No selection', owner: 'Rosalind Franklin', share: 0.72 }]}
      failures={[
        {
          id: 30,
          name: 'First try',
          owner: 'Rosalind Franklin',
          study: 'Lysozyme',
          method: 'bioce',
          reason: 'The worker died three times.',
          at: now,
          hasLog: true,
        },
      ]}
      troubles={['/srv/methods/guinier.json: /numbers/1 there are two numbers called "rg".']}
      disk={{ used: 48e9, limit: 200e9 }}
      version="0.1.0"
      newest="0.2.0"
      mailsWaiting={1}
      factorDue={now}
      steps={{
        address: true,
        mail: false,
        contact: false,
        backups: true,
        registration: false,
        factor: false,
      }}
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
      tables={adminTables}
      table={table}
      columns={columns}
      figures={['Roles', 'Studies', 'Storage']}
      allColumns={[...columns, { name: 'country', title: 'Country' }]}
      rows={[1, 2, 3].map(id => ({
        id,
        name: `Person ${id}`,
        cells: [
          text(`person${id}@kcl.ac.uk`),
          { kind: 'link', text: 'Rosalind Franklin', table: 'users', id: '4' },
          { kind: 'number', value: id },
          { kind: 'time', at: now.getTime() },
          { kind: 'flag', is: id === 3 },
          text('user, superuser'),
          { kind: 'number', value: 12 },
          { kind: 'bytes', value: 3.2e9 },
        ],
      }))}
      actions={[
        { name: 'close', verb: 'Close the account' },
        { name: 'delete', verb: 'Delete' },
      ]}
      filters={[
        { name: 'role', title: 'Role', options: [{ value: '2', text: 'superuser' }] },
        {
          name: 'createdAt',
          title: 'Created',
          options: [{ value: 'week', text: 'in the last week' }],
          isTime: true,
        },
      ]}
      query={{
        search: 'kcl',
        sort: 'email',
        descending: false,
        page: 2,
        filters: { role: '2', createdAt: '2026-11-01..2026-11-30' },
      }}
      total={48}
      pages={3}
      canCreate
    />
  ),
  adminRow: () => (
    <AdminRowPage
      frame={frame}
      tables={adminTables}
      table={table}
      row={{
        ...row,
        facts: [
          { title: 'E-mail', value: text('rf@kcl.ac.uk') },
          { title: 'Role', value: { kind: 'link', text: 'superuser', table: 'roles', id: '2' } },
          { title: 'Disabled', value: { kind: 'none' } },
          {
            title: 'Limits',
            value: {
              kind: 'parts',
              parts: [
                { title: 'Studies', value: { kind: 'number', value: 40 } },
                { title: 'Upload', value: { kind: 'bytes', value: 2e8 } },
              ],
            },
          },
        ],
      }}
      related={[{ title: 'Studies', href: '/admin/studies?user=4', count: 3 }]}
      actions={[
        { verb: 'Close the account', action: '/admin/tables/users/4/actions/close', dangerous: true },
        { verb: 'Send a link for a new password', action: '/admin/tables/users/4/actions/reset' },
      ]}
      links={[{ text: 'Log', icon: 'file-text', href: '/admin/logs' }]}
      canEdit
      canDelete
    />
  ),
  adminDeletion: () => (
    <AdminDeletionPage frame={frame} tables={adminTables} table={table} row={row} losses={losses} />
  ),
  adminSelection: () => (
    <SelectionPage
      frame={frame}
      tables={adminTables}
      table={table}
      action={{ name: 'delete', verb: 'Delete' }}
      rows={[{ ...row, id: '4' }]}
      losses={losses}
    />
  ),
  adminSkipped: () => (
    <SkippedPage
      frame={frame}
      tables={adminTables}
      table={table}
      done={4}
      skipped={[{ name: 'Ada Lovelace', why: "This is the server's only administrator." }]}
    />
  ),
  statistics: () => (
    <StatisticsPage frame={frameAt('/admin/statistics')} tables={adminTables} statistics={statistics} />
  ),
  statisticsEmpty: () => (
    <StatisticsPage frame={frameAt('/admin/statistics')} tables={adminTables} statistics={noStatistics} />
  ),
  adminForm: () => (
    <AdminFormPage
      frame={frame}
      tables={adminTables}
      table={table}
      row={row}
      fields={[
        { name: 'email', title: 'E-mail', input: { kind: 'text', max: 254 } },
        { name: 'expiresAt', title: 'Expires', input: { kind: 'time' }, optional: true },
        { name: 'studiesMax', title: 'Studies at most', input: { kind: 'number', min: 0 }, optional: true },
        {
          name: 'role',
          title: 'Role',
          input: { kind: 'choice', options: [{ value: 'user', text: 'user' }] },
        },
        { name: 'notes', title: 'Notes', input: { kind: 'text', max: 2000, lines: 4 }, optional: true },
        { name: 'disabled', title: 'Disabled', help: 'Cannot sign in.', input: { kind: 'flag' } },
      ]}
      form={{ values: { email: 'rf@kcl' }, errors: { email: 'This is not an e-mail address.' } }}
    />
  ),
}
