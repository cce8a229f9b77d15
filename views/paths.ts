/** Every URL of the site: pages and letters link to these, nothing else spells one. */
type Id = number | string

const segment = encodeURIComponent
const query = (facts: Record<string, string | number | undefined>) => {
  const pairs = Object.entries(facts).filter(([, value]) => value !== undefined)
  return pairs.length === 0
    ? ''
    : `?${pairs.map(([name, value]) => `${name}=${segment(String(value))}`).join('&')}`
}

const site = {
  home: () => '/',
  about: () => '/about',
  help: (topic?: string) => `/help${topic ? `#${topic}` : ''}`,
  terms: () => '/terms',
  privacy: () => '/privacy',
  contact: () => '/contact',
  citation: () => '/citation',
  manifest: () => '/manifest.webmanifest',
  offline: () => '/offline',
  offlineWorker: () => '/offline.js',
  asset: (name: string) => `/static/${name}`,

  setup: (token?: string) => `/setup${query({ token })}`,
  signIn: (next?: string) => `/sign-in${query({ next })}`,
  signOut: () => '/sign-out',
  signInCode: () => '/sign-in/code',
  signInPasskey: () => '/sign-in/passkey',
  register: (invitation?: string) => `/register${query({ invitation })}`,
  accountRequests: () => '/account-requests',
  accountRequest: (secret: string) => `/account-requests/${segment(secret)}`,
  confirmation: (token?: string) => `/confirmation${query({ token })}`,
  newConfirmation: () => '/confirmations/new',
  confirmationSent: () => '/confirmations/sent',
  passwordReset: (token?: string) => `/password-reset${query({ token })}`,
  newPasswordReset: () => '/password-resets/new',
  passwordResetSent: () => '/password-resets/sent',
  account: () => '/account',
  names: () => '/account/names',
  password: () => '/account/password',
  email: () => '/account/email',
  emailChange: (token?: string) => `/email-change${query({ token })}`,
  sessions: () => '/account/sessions',
  sessionEnd: (id: Id) => `/account/sessions/${id}/end`,
  otherSessionsEnd: () => '/account/sessions/end',
  factors: () => '/account/factors',
  app: () => '/account/factors/app',
  passkeys: () => '/account/factors/passkeys',
  recoveryCodes: () => '/account/factors/recovery-codes',
  factorRemoval: (id: Id) => `/account/factors/${id}/removal`,
  stepUp: (next?: string) => `/account/proof${query({ next })}`,
  accountExport: () => '/account/export.zip',
  accountDeletion: () => '/account/deletion',

  studies: (facts: Record<string, string | number | undefined> = {}) => `/studies${query(facts)}`,
  newStudy: () => '/studies/new',
  studyCheck: () => '/studies/check',
  drafts: () => '/drafts',
  draft: (id: Id, facts: { unit?: string } = {}) => `/drafts/${id}${query(facts)}`,
  draftStatus: (id: Id) => `/drafts/${id}/status`,
  draftFiles: (id: Id) => `/drafts/${id}/files`,
  draftAcceptance: (id: Id) => `/drafts/${id}/acceptance`,
  draftDeletion: (id: Id) => `/drafts/${id}/deletion`,
  exampleStudy: () => '/studies/example',
  study: (id: Id) => `/studies/${id}`,
  studyName: (id: Id) => `/studies/${id}/name`,
  studyExtension: (id: Id) => `/studies/${id}/extension`,
  studyDeletion: (id: Id) => `/studies/${id}/deletion`,
  studyFile: (id: Id, name: string) => `/studies/${id}/files/${segment(name)}`,

  studyChart: (id: Id, file: string, facts: Record<string, string | number | undefined> = {}) =>
    `/studies/${id}/charts/${segment(file)}${query(facts)}`,
  comparison: (studyId: Id, facts: { a?: Id; b?: Id } = {}) =>
    `/studies/${studyId}/comparison${query(facts)}`,
  analyses: (studyId: Id) => `/studies/${studyId}/analyses`,
  newAnalysis: (studyId: Id, from?: Id) => `/studies/${studyId}/analyses/new${query({ from })}`,
  analysisCheck: (studyId: Id) => `/studies/${studyId}/analyses/check`,
  analysisFilesCheck: (studyId: Id) => `/studies/${studyId}/analyses/files`,
  analysisParameters: (studyId: Id) => `/studies/${studyId}/analyses/parameters`,
  method: (studyId: Id, name: string) => `/studies/${studyId}/methods/${segment(name)}`,
  analysis: (id: Id, facts: { fit?: string; a?: number; b?: number } = {}) =>
    `/analyses/${id}${query(facts)}`,
  exampleFile: (name: string) => `/help/files/${segment(name)}`,
  publicExample: () => '/analyses/example',
  analysisParametersFile: (id: Id) => `/analyses/${id}/parameters.json`,
  analysisName: (id: Id) => `/analyses/${id}/name`,
  analysisReport: (id: Id) => `/analyses/${id}/report`,
  analysisStatus: (id: Id) => `/analyses/${id}/status`,
  analysisLive: (id: Id) => `/analyses/${id}/live`,
  analysisCancellation: (id: Id) => `/analyses/${id}/cancellation`,
  analysisRepetition: (id: Id) => `/analyses/${id}/repetition`,
  analysisDeletion: (id: Id) => `/analyses/${id}/deletion`,
  analysisFile: (id: Id, name: string) => `/analyses/${id}/files/${segment(name)}`,
  analysisArchive: (id: Id) => `/analyses/${id}/archive.zip`,
  analysisChains: (id: Id) => `/analyses/${id}/chains`,
  analysisChart: (id: Id, file: string, facts: Record<string, string | number | undefined> = {}) =>
    `/analyses/${id}/charts/${segment(file)}${query(facts)}`,

  admin: () => '/admin',
  queuePause: () => '/admin/queue',
  logs: (facts: Record<string, string | number | undefined> = {}) => `/admin/logs${query(facts)}`,
  backups: () => '/admin/backups',
  backup: (name: string) => `/admin/backups/${segment(name)}/backup.zip`,
  doctor: () => '/admin/doctor',
  mailPreview: (id: Id) => `/admin/mails/${id}`,
  failedAnalysis: (id: Id) => `/admin/failed-analyses/${id}`,
  maintenance: () => '/admin/maintenance',
  impersonation: (userId: Id) => `/admin/users/${userId}/impersonation`,
  impersonationEnd: () => '/impersonation/end',
  outbox: () => '/admin/outbox',
  registrationSettings: () => '/admin/registration',
  allowedDomains: () => '/admin/registration/domains',
  allowedDomainRemoval: (id: Id) => `/admin/registration/domains/${id}/removal`,
  invitations: () => '/admin/registration/invitations',
  userAccess: (id: Id) => `/admin/users/${id}/access`,
  userRoles: (id: Id) => `/admin/users/${id}/roles`,
  userFactorsRemoval: (id: Id) => `/admin/users/${id}/factors/removal`,
  userSessionsEnd: (id: Id) => `/admin/users/${id}/sessions/end`,
  accountSettings: () => '/admin/registration/accounts',
  auditExport: () => '/admin/audit.jsonl',
  requestList: () => '/admin/account-requests',
  requestDecision: (id: Id) => `/admin/account-requests/${id}/decision`,
  adminTable: (table: string, facts: Record<string, string | number | undefined> = {}) =>
    `/admin/tables/${segment(table)}${query(facts)}`,
  newAdminRow: (table: string) => `/admin/tables/${segment(table)}/new`,
  adminRow: (table: string, id: Id) => `/admin/tables/${segment(table)}/${segment(String(id))}`,
  adminRowEdit: (table: string, id: Id) => `/admin/tables/${segment(table)}/${segment(String(id))}/edit`,
  adminRowDeletion: (table: string, id: Id) =>
    `/admin/tables/${segment(table)}/${segment(String(id))}/deletion`,
  adminSelection: (table: string, facts: Record<string, string | number | undefined> = {}) =>
    `/admin/tables/${segment(table)}/selection${query(facts)}`,
  failedFiles: (id: Id) => `/admin/failed-analyses/${id}/archive.zip`,
  adminRowAction: (table: string, id: Id, action: string) =>
    `/admin/tables/${segment(table)}/${segment(String(id))}/actions/${segment(action)}`,
  adminTableCsv: (table: string, facts: Record<string, string | number | undefined> = {}) =>
    `/admin/tables/${segment(table)}/export.csv${query(facts)}`,
} as const

let base = ''

/** Called once, at the start: the path below which the site lies, such as /bioce; '' for none. */
export function placeBelow(path: string): void {
  base = path
}

/** Not to be called while a module is loaded: the base is not known then. */
export const paths = Object.fromEntries(
  Object.entries<(...facts: never[]) => string>(site).map(([name, path]) => [
    name,
    (...facts: never[]) => base + path(...facts),
  ]),
) as typeof site

/** The path to go on to, if it is one of our own: one slash first, no backslash, no control character, neither plain nor encoded. */
export function ownPath(next: string | undefined, otherwise: string): string {
  if (!next?.startsWith(`${base}/`)) return otherwise
  const isOurs = /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && !/%(0|1|7f|5c)|^\/%2f/i.test(next)
  return isOurs ? next : otherwise
}
