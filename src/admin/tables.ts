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
  /** The columns that a form may set, on a new row and on one that is there; without it none is made by hand. */
  create?: Inputs
  edit?: Inputs
  /** Whether rows may be deleted here; those with files or rules of their own are not. */
  canDelete?: boolean
  /** Its rows tell about a person: the audit keeps which columns changed, not what they held. */
  isPersonal?: boolean
}

/** How long a text may be, or the whole numbers that a column of JSON holds. */
export type Inputs = Record<string, { min?: number; max?: number; numbers?: string[] }>

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
    edit: {
      firstName: { max: 50 },
      lastName: { max: 50 },
      institution: { max: 200 },
      limits: { numbers: ['studiesMax', 'analysesMax', 'runningMax', 'uploadBytesMax'] },
    },
    isPersonal: true,
  },
  roles: {
    title: 'Roles',
    singular: 'role',
    nameOf: by('name'),
    list: ['name', 'description'],
    create: { name: { min: 3, max: 50 }, description: { max: 200 } },
    edit: { description: { max: 200 } },
  },
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
    edit: { name: { min: 3, max: 25 } },
  },
  analyses: {
    title: 'Analyses',
    singular: 'analysis',
    nameOf: by('name'),
    list: ['name', 'studyId', 'userId', 'state', 'reason', 'createdAt', 'finishedAt'],
    edit: { name: { min: 3, max: 25 } },
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
    canDelete: true,
    isPersonal: true,
  },
  account_requests: {
    title: 'Requests',
    singular: 'request',
    nameOf: personOf,
    list: ['email', 'firstName', 'lastName', 'state', 'createdAt'],
    canDelete: true,
    isPersonal: true,
  },
  allowed_domains: {
    title: 'Allowed domains',
    singular: 'allowed domain',
    nameOf: by('domain'),
    list: ['domain', 'institution', 'country', 'createdAt'],
    edit: { institution: { max: 200 }, country: { max: 2 } },
    canDelete: true,
  },
  sessions: {
    title: 'Sessions',
    singular: 'session',
    nameOf: numbered('Session'),
    list: ['id', 'userId', 'address', 'agent', 'seenAt', 'expiresAt'],
    canDelete: true,
    isPersonal: true,
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
    canDelete: true,
    isPersonal: true,
  },
  limits: {
    title: 'Rate limits',
    singular: 'rate limit',
    nameOf: by('key'),
    list: ['key', 'points', 'expiresAt'],
    canDelete: true,
    isPersonal: true,
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
