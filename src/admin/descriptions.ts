import type { Row } from '#db/rows.ts'
import { normaliseEmail } from '../accounts/email.ts'
import { faultOfPersonName, normaliseName } from '../accounts/person.ts'
import { faultOfDomain } from '../accounts/registrationSettings.ts'
import { uploadMbCap } from '../settings.ts'
import { faultOfName, tidyName } from '../studies/names.ts'
import { type Figure, personFigures } from './personFigures.ts'

/** What people call a table and its rows; everything else about it is read from the schema. */
export interface Description {
  title: string
  /** One row, as in "New role". */
  singular: string
  /** What a row is called where something links to it. */
  nameOf: (row: Row) => string
  /** The columns of its list unless others are chosen; the first one links to the row. */
  list: string[]
  /** What stands beside the columns, in lists and on the row's own page. */
  figures?: Figure[]
  /** What its rows may be narrowed down by beside their columns, each with the table that links them to it. */
  links?: Record<string, string>
  /** The columns that a form may set, on a new row and on one that is there; without it none is made by hand. */
  create?: RowInputs
  edit?: RowInputs
  /** Which rows may be deleted here; without it none. What else goes with them is in deleteRow.ts. */
  canDelete?: (row: Row) => boolean
  /** Its rows tell about a person: the audit keeps which columns changed, not what they held. */
  isPersonal?: boolean
}

export type RowInputs = Record<string, Input>

/** What a form may set of a column; how it is typed follows from the schema. */
export interface Input {
  /** Of a text, its length. */
  min?: number
  max?: number
  /** The whole numbers that a column of JSON holds, each typed by itself, with the least that each may be. */
  numbers?: Record<string, number>
  /** The most that some of these numbers may be, and why, as the end of a sentence. */
  most?: Record<string, { value: number; because: string }>
  /** A text as it is stored. */
  tidy?: (text: string) => string
  /** Of a text that may have several lines, how many are shown. */
  lines?: number
  /** What else is wrong with a text, as a sentence; undefined when nothing is. */
  fault?: (text: string) => string | undefined
  help?: string
}

const by = (column: string) => (row: Row) => String(row[column] ?? '')
const numbered = (singular: string) => (row: Row) => `${singular} ${row.id}`
const personOf = (row: Row) => `${row.firstName} ${row.lastName}`.trim()
const any = () => true

const faultOfCountry = (code: string) =>
  /^[A-Z]{2}$/.test(code) ? undefined : 'Use two capital letters, such as DK.'
const email: Input = {
  min: 1,
  max: 254,
  tidy: text => normaliseEmail(text) ?? text,
  fault: text => (normaliseEmail(text) ? undefined : 'Use an address such as name@example.org.'),
}

const personName: Input = { min: 1, tidy: normaliseName, fault: faultOfPersonName }
/** Of a study or an analysis. */
const ownName: Input = { min: 1, tidy: tidyName, fault: faultOfName }

/** One entry for each table of the schema: a new table appears in the panel with an entry here. */
export const descriptions: Record<string, Description> = {
  users: {
    title: 'Users',
    singular: 'user',
    nameOf: personOf,
    list: ['email', 'firstName', 'lastName', 'institution', 'signInAt', 'disabledAt', 'createdAt'],
    figures: personFigures,
    links: { role: 'user_roles' },
    create: {
      email: { ...email, help: 'A link to confirm it and choose a password is sent there.' },
      firstName: personName,
      lastName: personName,
    },
    edit: {
      email: { ...email, help: 'For signing in and for mails. The person is told at the old address.' },
      firstName: personName,
      lastName: personName,
      institution: { max: 200 },
      country: { max: 2, fault: faultOfCountry },
      notes: {
        max: 2000,
        lines: 4,
        help: 'For administrators; the person sees them in the export of their data.',
      },
      // Without a running worker, submitted analyses would wait forever without any notice.
      limits: {
        numbers: { studiesMax: 0, analysesMax: 0, runningMax: 1, uploadBytesMax: 0, storageBytesMax: 0 },
        most: {
          uploadBytesMax: { value: uploadMbCap * 1e6, because: 'no upload of this server may be larger' },
        },
      },
    },
    canDelete: any,
    isPersonal: true,
  },
  roles: {
    title: 'Roles',
    singular: 'role',
    nameOf: by('name'),
    list: ['name', 'description'],
    create: { name: { min: 3, max: 50 }, description: { max: 200 } },
    edit: { description: { max: 200 } },
    canDelete: ({ name }) => name !== 'user' && name !== 'superuser',
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
    list: ['name', 'userId', 'method', 'bytes', 'createdAt'],
    edit: { name: ownName },
    canDelete: any,
  },
  drafts: {
    title: 'Uploads',
    singular: 'upload',
    nameOf: by('name'),
    list: ['name', 'userId', 'state', 'bytes', 'studyId', 'createdAt', 'expiresAt'],
    canDelete: any,
  },
  analyses: {
    title: 'Analyses',
    singular: 'analysis',
    nameOf: by('name'),
    list: ['name', 'studyId', 'userId', 'state', 'reason', 'createdAt', 'finishedAt'],
    edit: { name: ownName },
    canDelete: any,
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
    canDelete: any,
    isPersonal: true,
  },
  account_requests: {
    title: 'All requests',
    singular: 'request',
    nameOf: personOf,
    list: ['email', 'firstName', 'lastName', 'state', 'createdAt'],
    canDelete: any,
    isPersonal: true,
  },
  site_texts: {
    title: 'Versions of texts',
    singular: 'version of a text',
    nameOf: row => `${row.name} ${row.id}`,
    list: ['id', 'name', 'createdAt', 'markdown'],
  },
  usage: {
    title: 'Usage',
    singular: 'run',
    nameOf: numbered('Run'),
    list: ['id', 'endedAt', 'method', 'state', 'reason', 'institution', 'country', 'waitedMs', 'cpuMs'],
  },
  allowed_domains: {
    title: 'Allowed domains',
    singular: 'allowed domain',
    nameOf: by('domain'),
    list: ['domain', 'institution', 'country', 'createdAt'],
    create: {
      domain: { max: 200, fault: faultOfDomain, help: 'Lower case, without @. Its sub-domains count too.' },
      institution: { max: 200 },
      country: { max: 2, fault: faultOfCountry },
    },
    edit: { institution: { max: 200 }, country: { max: 2, fault: faultOfCountry } },
    canDelete: any,
  },
  sessions: {
    title: 'Sessions',
    singular: 'session',
    nameOf: numbered('Session'),
    list: ['id', 'userId', 'address', 'agent', 'seenAt', 'expiresAt'],
    canDelete: any,
    isPersonal: true,
  },
  factors: {
    title: 'Second factors',
    singular: 'second factor',
    nameOf: row => `${row.kind} ${row.name}`.trim(),
    list: ['id', 'userId', 'kind', 'name', 'confirmedAt', 'usedAt'],
  },
  identities: {
    title: 'Accounts elsewhere',
    singular: 'account elsewhere',
    nameOf: row => `${row.subject} of ${row.issuer}`,
    list: ['id', 'userId', 'issuer', 'subject', 'createdAt', 'usedAt'],
    canDelete: any,
    isPersonal: true,
  },
  tokens: {
    title: 'Links and tokens',
    singular: 'link or token',
    nameOf: numbered('Link or token'),
    list: ['id', 'purpose', 'name', 'userId', 'email', 'expiresAt', 'usedAt'],
    canDelete: any,
    isPersonal: true,
  },
  opened_shares: {
    title: 'Opened links',
    singular: 'opened link',
    nameOf: numbered('Opened link'),
    list: ['id', 'userId', 'tokenId', 'openedAt'],
    canDelete: any,
    isPersonal: true,
  },
  limits: {
    title: 'Rate limits',
    singular: 'rate limit',
    nameOf: by('key'),
    list: ['key', 'points', 'expiresAt'],
    canDelete: any,
    isPersonal: true,
  },
  settings: {
    title: 'Stored settings',
    singular: 'stored setting',
    nameOf: by('key'),
    list: ['key', 'value', 'updatedAt'],
    canDelete: any, // its default holds then
  },
  audit: {
    title: 'Audit',
    singular: 'entry',
    nameOf: numbered('Entry'),
    list: ['id', 'at', 'action', 'subject', 'actorId', 'details', 'address'],
  },
}
