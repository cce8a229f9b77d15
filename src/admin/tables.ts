import type { Row } from '#db/rows.ts'
import { type Table, tables } from '#db/tables.ts'
import { notFound } from '../errors.ts'

/** What people call a table and its rows; everything else about it is read from the schema. */
interface Description {
  title: string
  /** One row, as in "New role". */
  singular: string
  /** What a row is called where something links to it. */
  nameOf: (row: Row) => string
  /** The columns of its list; the first one links to the row. */
  list: string[]
}

/** A table with its description. */
export interface PanelTable extends Table, Description {}

const by = (column: string) => (row: Row) => String(row[column] ?? '')
const numbered = (singular: string) => (row: Row) => `${singular} ${row.id}`
const personOf = (row: Row) => `${row.firstName} ${row.lastName}`.trim()

/** One entry for each table of the schema: a new table appears in the panel with a line here. */
const descriptions: Record<string, Description> = {
  users: {
    title: 'Users',
    singular: 'user',
    nameOf: personOf,
    list: ['email', 'firstName', 'lastName', 'signInAt', 'disabledAt', 'createdAt'],
  },
  roles: { title: 'Roles', singular: 'role', nameOf: by('name'), list: ['name', 'description'] },
  user_roles: {
    title: 'Roles of users',
    singular: 'role of a user',
    nameOf: row => `user ${row.userId}, role ${row.roleId}`,
    list: ['userId', 'roleId'],
  },
  studies: {
    title: 'Studies',
    singular: 'study',
    nameOf: by('name'),
    list: ['name', 'userId', 'pointCount', 'modelCount', 'bytes', 'createdAt'],
  },
  analyses: {
    title: 'Analyses',
    singular: 'analysis',
    nameOf: by('name'),
    list: ['name', 'studyId', 'userId', 'state', 'reason', 'createdAt', 'finishedAt'],
  },
  jobs: {
    title: 'Jobs',
    singular: 'job',
    nameOf: numbered('Job'),
    list: ['id', 'kind', 'state', 'userId', 'attempts', 'worker', 'error', 'createdAt'],
  },
  workers: {
    title: 'Workers',
    singular: 'worker',
    nameOf: by('name'),
    list: ['name', 'version', 'slots', 'startedAt', 'seenAt', 'drainAt'],
  },
  mails: {
    title: 'Mails',
    singular: 'mail',
    nameOf: numbered('Mail'),
    list: ['id', 'kind', 'email', 'state', 'attempts', 'error', 'createdAt'],
  },
  account_requests: {
    title: 'Requests',
    singular: 'request',
    nameOf: personOf,
    list: ['email', 'firstName', 'lastName', 'state', 'createdAt'],
  },
  allowed_domains: {
    title: 'Allowed domains',
    singular: 'allowed domain',
    nameOf: by('domain'),
    list: ['domain', 'institution', 'country', 'createdAt'],
  },
  sessions: {
    title: 'Sessions',
    singular: 'session',
    nameOf: numbered('Session'),
    list: ['id', 'userId', 'address', 'agent', 'seenAt', 'expiresAt'],
  },
  factors: {
    title: 'Second factors',
    singular: 'second factor',
    nameOf: row => `${row.kind} ${row.name}`.trim(),
    list: ['id', 'userId', 'kind', 'name', 'confirmedAt', 'usedAt'],
  },
  tokens: {
    title: 'Links',
    singular: 'link',
    nameOf: numbered('Link'),
    list: ['id', 'purpose', 'userId', 'email', 'expiresAt', 'usedAt'],
  },
  limits: {
    title: 'Rate limits',
    singular: 'rate limit',
    nameOf: by('key'),
    list: ['key', 'points', 'expiresAt'],
  },
  settings: {
    title: 'Settings',
    singular: 'setting',
    nameOf: by('key'),
    list: ['key', 'value', 'updatedAt'],
  },
  audit: {
    title: 'Audit',
    singular: 'entry',
    nameOf: numbered('Entry'),
    list: ['id', 'at', 'action', 'subject', 'actorId', 'details', 'address'],
  },
}

/** The tables of the panel in its order. */
export const panelTables: PanelTable[] = Object.entries(descriptions).flatMap(([name, description]) => {
  const table = tables.get(name)
  return table ? [{ ...table, ...description }] : []
})

export const findPanelTable = (name: string) => panelTables.find(table => table.name === name)

/** @throws AppError not_found */
export function getPanelTable(name: string): PanelTable {
  const table = findPanelTable(name)
  if (!table) throw notFound('table')
  return table
}

/** A column's name in words: `signInCount` is Sign in count, `createdAt` Created, `userId` User. */
export function titleOf(column: string): string {
  const words = column.replace(/(?<=.)(At|Id)$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words[0]!.toUpperCase() + words.slice(1)
}
