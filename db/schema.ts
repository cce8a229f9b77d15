import {
  belongsTo,
  decimal,
  flag,
  id,
  index,
  json,
  mayBelongTo,
  mentions,
  moment,
  numberIn,
  oneOf,
  onlyOneOf,
  primaryKey,
  table,
  unique,
  whole,
  words,
} from './columns.ts'
import type {
  DraftDetails,
  ExecutionRef,
  Json,
  Limits,
  ProgressRow,
  StudyDetails,
  StudyInput,
  Timings,
} from './jsonColumns.ts'

export type * from './jsonColumns.ts'

/** States of jobs and analyses alike: waiting -> running -> done | failed | cancelled, and running -> waiting. */
export const states = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type State = (typeof states)[number]
/** Of jobs and analyses that have not ended. */
export const activeStates = ['waiting', 'running'] as const satisfies State[]
export const isActive = (state: string): state is (typeof activeStates)[number] =>
  activeStates.some(each => each === state)

export const purposes = ['setup', 'confirm', 'reset', 'change_email', 'invite', 'share', 'api'] as const
export type Purpose = (typeof purposes)[number]

const mailStates = ['waiting', 'sent', 'failed'] as const
const factorKinds = ['totp', 'passkey', 'recovery'] as const
const requestStates = ['waiting', 'approved', 'refused'] as const
export const siteTextNames = ['terms', 'privacy', 'imprint'] as const
export type SiteTextName = (typeof siteTextNames)[number]

/** A person with an account; or a guest, who has none: see accounts/guests. */
export const users = table(
  'users',
  {
    id: id(),
    email: words().notNull().unique(), // trimmed, NFC, lower case: see accounts/email
    firstName: words().notNull(),
    lastName: words().notNull(),
    passwordHash: words(), // argon2id PHC string; empty until the first one is chosen
    institution: words(), // from the address's domain
    country: words(), // ISO 3166 two letters
    confirmedAt: moment(), // when the address was proved to be theirs
    disabledAt: moment(), // an administrator closed the account
    signInCount: whole().notNull().default(0),
    signInAt: moment(), // the current sign-in and, below, the one before it
    signInAddress: words(),
    lastSignInAt: moment(),
    lastSignInAddress: words(),
    limits: json().$type<Limits>(),
    toursSeen: json().$type<string[]>(), // names of the tours finished or dismissed
    studiesEver: whole().notNull().default(0), // lifetime counts: deleting gives nothing back
    analysesEver: whole().notNull().default(0),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    agreedAt: moment(), // when they last agreed to terms and privacy, as these stood then
    notes: words(), // of the staff, for the staff
    guestUntil: moment(), // of a guest: they go then with everything that is theirs
  },
  row => [index('users_by_guest_end').on(row.guestUntil)],
)

/** What a person may do: `user`, `superuser`, and any that an administrator adds. */
export const roles = table('roles', {
  id: id(),
  name: words().notNull().unique(),
  description: words().notNull().default(''),
})

export const userRoles = table(
  'user_roles',
  {
    userId: belongsTo(() => users.id),
    roleId: belongsTo(() => roles.id),
  },
  row => [primaryKey({ columns: [row.userId, row.roleId] }), index('user_roles_by_role').on(row.roleId)],
)

/** A browser that is signed in. */
export const sessions = table(
  'sessions',
  {
    id: id(),
    tokenHash: words().notNull().unique(), // SHA-256 of the cookie's secret, in hex
    userId: belongsTo(() => users.id),
    remember: flag().notNull().default(false),
    address: words(), // of the client, as the configured proxies tell it
    agent: words(), // its User-Agent, cut to 200 characters
    createdAt: moment().notNull(),
    seenAt: moment().notNull(),
    expiresAt: moment().notNull(), // the absolute end; the idle end follows from seenAt
    strongAuthAt: moment(), // when they last proved to be themselves: see accounts/stepUp
    previousHash: words(), // the secret before the last change of a remembered session's: see accounts/sessions
    rotatedAt: moment(),
    impersonatedId: mentions(() => users.id), // as whom an administrator looks at the site: see accounts/impersonate
    impersonationEndsAt: moment(),
  },
  row => [
    index('sessions_by_user').on(row.userId),
    index('sessions_by_end').on(row.expiresAt),
    index('sessions_by_previous').on(row.previousHash),
  ],
)

/** A secret: of a link that is used once before its end, or of an API token or share link, used any number of times. Only its hash is kept. */
export const tokens = table(
  'tokens',
  {
    id: id(),
    purpose: oneOf(purposes).notNull(),
    hash: words().notNull().unique(), // SHA-256 in hex
    userId: mayBelongTo(() => users.id), // empty: setup and invite
    email: words(), // the address it was sent to; for change_email the new one
    analysisId: mayBelongTo(() => analyses.id), // what a share link shows: one analysis ...
    data: json().$type<Json>(), // what else the purpose needs, never a secret
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(), // of an API token or share link the last time
    studyId: mayBelongTo(() => studies.id), // ... or a study with all its analyses
    name: words(), // what its owner calls an API token or share link
    uses: whole().notNull().default(0), // of a share link
  },
  row => [
    onlyOneOf('tokens_purpose', row.purpose, purposes),
    index('tokens_by_user').on(row.userId, row.purpose),
    index('tokens_by_analysis').on(row.analysisId),
    index('tokens_by_study').on(row.studyId),
    index('tokens_by_end').on(row.expiresAt),
  ],
)

/** A link of somebody else that a person with an account has opened. */
export const openedShares = table(
  'opened_shares',
  {
    id: id(),
    userId: belongsTo(() => users.id),
    tokenId: belongsTo(() => tokens.id),
    openedAt: moment().notNull(), // the last time
  },
  row => [
    unique('opened_shares_once').on(row.userId, row.tokenId),
    index('opened_shares_by_token').on(row.tokenId),
  ],
)

/** An account elsewhere with which a person signs in. */
export const identities = table(
  'identities',
  {
    id: id(),
    userId: belongsTo(() => users.id),
    issuer: words().notNull(), // the provider's address, or `proxy`
    subject: words().notNull(), // who it is there: never given to anybody else
    createdAt: moment().notNull(),
    usedAt: moment(),
  },
  row => [
    unique('identities_subject').on(row.issuer, row.subject),
    index('identities_by_user').on(row.userId),
  ],
)

/** A second factor: an authenticator app, a passkey, or one of ten recovery codes. */
export const factors = table(
  'factors',
  {
    id: id(),
    userId: belongsTo(() => users.id),
    kind: oneOf(factorKinds).notNull(),
    name: words().notNull().default(''), // what its owner calls it
    secret: words().notNull(), // totp: encrypted seed; passkey: public key; recovery: SHA-256
    credentialId: words().unique(), // passkeys only
    counter: whole().notNull().default(0), // totp: last step accepted; passkey: signature counter
    details: json().$type<Json>(), // passkey transports and the like
    createdAt: moment().notNull(),
    confirmedAt: moment(), // totp counts only after its first right code
    usedAt: moment(), // recovery codes: spent
  },
  row => [
    onlyOneOf('factors_kind', row.kind, factorKinds),
    index('factors_by_user').on(row.userId, row.kind),
  ],
)

/** The inputs of a method, which are a measured curve and a library of models of the built-in one, in `userData/user<userId>/study<id>/`. */
export const studies = table(
  'studies',
  {
    id: id(),
    userId: belongsTo(() => users.id),
    name: words().notNull(), // 3 to 25 characters, unique for its owner
    example: flag().notNull().default(false), // made by "Try the example"
    bytes: whole().notNull(), // of all its input files on disk
    facts: json().$type<Json>(), // what the inspection found: Guinier fit, warnings, chains
    createdAt: moment().notNull(),
    expiresAt: moment(), // retention: removed then, after a warning
    warnedAt: moment(), // when that warning was mailed
    report: json().$type<Record<string, string>>(), // what its owner typed into the blanks of the report
    cacheBytes: whole().notNull().default(0), // of what its analyses keep for later ones
    method: words().notNull().default('bioce'), // whose inputs it holds: its analyses are of this method, or of one without own inputs
    inputs: json().$type<StudyInput[]>(), // empty in rows of earlier versions: read it by inputsOf
    details: json().$type<StudyDetails>(), // what its method says of it; empty of most methods
  },
  row => [unique('studies_name').on(row.userId, row.name), index('studies_by_end').on(row.expiresAt)],
)

/** An upload that is not a study yet: its files are checked, then its owner saves it as a study, replaces files or discards it. */
export const drafts = table(
  'drafts',
  {
    id: id(),
    userId: belongsTo(() => users.id),
    uploadKey: words(), // the form's own key: sending it twice makes one draft
    name: words().notNull(), // of the study to be
    bytes: whole().notNull(), // of the uploaded files
    round: whole().notNull().default(1), // grows when a file is replaced: each check has its own folder
    state: oneOf(states).notNull().default('waiting'), // of the check
    progress: json().$type<ProgressRow>(),
    message: words(), // why the check itself broke off
    studyId: mayBelongTo(() => studies.id), // what became of it
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(), // removed then
    formHash: words(), // of all that the form said: see plugins/formHash
    method: words().notNull().default('bioce'), // whose inputs are uploaded
    inputs: json().$type<StudyInput[]>(), // of a method of the laboratory
    details: json().$type<DraftDetails>(), // of the built-in method, in the place of `inputs`
  },
  row => [
    unique('drafts_upload').on(row.userId, row.uploadKey),
    onlyOneOf('drafts_state', row.state, states),
    index('drafts_by_user').on(row.userId),
    index('drafts_by_end').on(row.expiresAt),
  ],
)

/** One inference on a study, in `.../study<studyId>/analysis<id>/`. */
export const analyses = table(
  'analyses',
  {
    id: id(),
    studyId: belongsTo(() => studies.id),
    userId: belongsTo(() => users.id), // the study's owner
    name: words().notNull(), // 3 to 25 characters, unique in its study
    state: oneOf(states).notNull().default('waiting'),
    method: words().notNull().default('bioce'), // the manifest that names its command
    parameters: json().$type<Record<string, Json>>().notNull(), // what params.json holds
    submitKey: words(), // the form's own key: sending it twice makes one analysis
    progress: json().$type<ProgressRow>(),
    attempt: whole().notNull().default(0), // 1 in its first run, 2 after a crash
    reason: words(), // why it failed or was stopped: a fault's code, or a word of src/analyses/reasons
    message: words(), // the same as a sentence
    summary: json().$type<Json>(), // the few numbers that lists show: chi2, converged
    outputBytes: whole(),
    createdAt: moment().notNull(),
    startedAt: moment(),
    finishedAt: moment(),
    expectedSeconds: decimal(), // of its run, foretold when it was submitted: see analyses/runtimeEstimate
    timings: json().$type<Timings>(), // what its run took, once it is done
    formHash: words(), // of all that the form said: see plugins/formHash
    waitedMs: whole(), // from its submission until it first began
    cpuMs: whole(), // processor time of the attempt that ended it
    methodVersion: words(), // as the manifest had it when it was submitted
  },
  row => [
    unique('analyses_name').on(row.studyId, row.name),
    unique('analyses_submit').on(row.userId, row.submitKey),
    onlyOneOf('analyses_state', row.state, states),
    index('analyses_by_user').on(row.userId, row.state),
    index('analyses_by_end').on(row.state, row.finishedAt),
    index('analyses_by_start').on(row.createdAt),
  ],
)

/** Every run that ended: what statistics count. It stays when its analysis or its person is deleted; their ids are pseudonyms then. */
export const usage = table(
  'usage',
  {
    id: id(),
    endedAt: moment().notNull(),
    analysisId: whole().notNull(),
    userId: whole().notNull(),
    institution: words(), // of the person at that moment
    country: words(),
    method: words().notNull(),
    state: oneOf(states).notNull(),
    reason: words(), // why it failed or was stopped
    waitedMs: whole(),
    cpuMs: whole(),
  },
  row => [onlyOneOf('usage_state', row.state, states), index('usage_by_end').on(row.endedAt)],
)

/** Work to be done once, by whichever worker claims it: see db/queue.ts. */
export const jobs = table(
  'jobs',
  {
    id: id(),
    kind: words().notNull(), // a key of jobs/runners
    payload: json().$type<Json>().notNull(),
    state: oneOf(states).notNull().default('waiting'),
    priority: whole().notNull().default(0), // higher goes first
    userId: mentions(() => users.id), // whose turn it spends
    uniqueKey: words().unique(), // enqueueing the same key again makes no second job
    runAt: moment().notNull(), // not before
    attempts: whole().notNull().default(0), // counted when an attempt starts
    attemptsMax: whole().notNull().default(3),
    lease: whole().notNull().default(0), // fencing token: grows with every claim of any job
    beats: whole().notNull().default(0), // counts up while its worker lives
    heartbeatAt: moment(), // when it last did, for people: no decision reads it
    worker: words(), // who has it
    error: words(), // why the last attempt did not finish
    createdAt: moment().notNull(),
    startedAt: moment(), // of the last attempt
    finishedAt: moment(),
    ranMs: whole().notNull().default(0), // in attempts before this one that made room for others
    expectedMs: whole(), // how long it should take in all, where that is known: see JobFilter.shortMs
    execution: json().$type<ExecutionRef>(), // of an attempt that goes on without its worker
  },
  row => [
    onlyOneOf('jobs_state', row.state, states),
    index('jobs_to_claim').on(row.state, row.kind, row.runAt),
    index('jobs_by_user').on(row.userId, row.state),
    index('jobs_by_turn').on(row.userId, row.lease),
    index('jobs_by_lease').on(row.lease),
    index('jobs_by_end').on(row.state, row.finishedAt),
    index('jobs_by_mail').on(row.kind, numberIn(row.payload, 'mailId')),
  ],
)

/** A process that claims jobs. */
export const workers = table('workers', {
  name: words().primaryKey(), // host:pid:start, new at every start
  host: words().notNull(),
  pid: whole().notNull(),
  version: words().notNull(),
  slots: whole().notNull(),
  startedAt: moment().notNull(),
  seenAt: moment().notNull(),
  drainAt: moment(), // it takes no new jobs and ends when its own are done
})

/** The outbox: one row per mail, written with the change it tells about. No secret is in it. */
export const mails = table(
  'mails',
  {
    id: id(),
    kind: words().notNull(), // the template in views/emails
    userId: mayBelongTo(() => users.id),
    email: words().notNull(), // to whom
    facts: json().$type<Json>().notNull(), // what the template needs
    state: oneOf(mailStates).notNull().default('waiting'),
    messageId: words().notNull().unique(), // the same at every attempt, so a double is recognised
    attempts: whole().notNull().default(0),
    error: words(), // what the mail server said last
    createdAt: moment().notNull(),
    sentAt: moment(),
  },
  row => [
    onlyOneOf('mails_state', row.state, mailStates),
    index('mails_by_state').on(row.state, row.createdAt),
    index('mails_by_user').on(row.userId),
  ],
)

/** What was done, by whom: rows are added and never changed (triggers refuse), each sealed by the one before. */
export const audit = table(
  'audit',
  {
    id: id(),
    at: moment().notNull(),
    actorId: whole(), // a user's id, kept after the account is gone: a pseudonym
    action: words().notNull(), // such as sign_in, role_granted
    subject: words().notNull().default(''), // such as study:12
    details: json().$type<Json>(),
    address: words(),
    requestId: words(),
    hash: words().notNull(), // SHA-256 of the previous row's hash and this row: see audit.ts
  },
  row => [index('audit_by_actor').on(row.actorId), index('audit_by_action').on(row.action)],
)

/** What administrators decide while the site runs: the banner, the pause of the queue. */
export const settings = table('settings', {
  key: words().primaryKey(),
  value: json().$type<Json>().notNull(),
  updatedAt: moment().notNull(),
})

/** What the operator of the site wrote in place of the program's own texts: each version, since when it is in force. */
export const siteTexts = table(
  'site_texts',
  {
    id: id(),
    name: oneOf(siteTextNames).notNull(),
    markdown: words(), // empty where the program's own is in force again
    createdAt: moment().notNull(),
  },
  row => [onlyOneOf('site_texts_name', row.name, siteTextNames), index('site_texts_by_name').on(row.name)],
)

/** Domains whose addresses may register besides the known universities. */
export const allowedDomains = table('allowed_domains', {
  id: id(),
  domain: words().notNull().unique(), // lower case, without @; its sub-domains count too
  institution: words(),
  country: words(),
  createdAt: moment().notNull(),
})

/** A person whose address was refused asks an administrator. */
export const accountRequests = table(
  'account_requests',
  {
    id: id(),
    email: words().notNull(),
    firstName: words().notNull(),
    lastName: words().notNull(),
    institution: words().notNull().default(''),
    message: words().notNull().default(''),
    statusHash: words().unique(), // SHA-256 of the secret in the link that shows where it stands
    state: oneOf(requestStates).notNull().default('waiting'),
    decidedBy: mentions(() => users.id),
    answer: words(), // what the administrator wrote back
    createdAt: moment().notNull(),
    decidedAt: moment(),
  },
  row => [
    onlyOneOf('account_requests_state', row.state, requestStates),
    index('account_requests_by_email').on(row.email),
  ],
)

/** Rate limits that survive a restart: so many points spent under a key until its window ends. */
export const limits = table(
  'limits',
  {
    key: words().primaryKey(), // such as sign_in:address:192.0.2.1
    points: decimal().notNull(),
    expiresAt: moment().notNull(),
  },
  row => [index('limits_by_end').on(row.expiresAt)],
)

export type User = typeof users.$inferSelect
export type Role = typeof roles.$inferSelect
export type Session = typeof sessions.$inferSelect
export type Token = typeof tokens.$inferSelect
export type OpenedShare = typeof openedShares.$inferSelect
export type Factor = typeof factors.$inferSelect
export type Identity = typeof identities.$inferSelect
export type Study = typeof studies.$inferSelect
export type Draft = typeof drafts.$inferSelect
export type Analysis = typeof analyses.$inferSelect
export type Job = typeof jobs.$inferSelect
export type WorkerRow = typeof workers.$inferSelect
export type Mail = typeof mails.$inferSelect
export type AuditEntry = typeof audit.$inferSelect
export type SiteText = typeof siteTexts.$inferSelect
export type AllowedDomain = typeof allowedDomains.$inferSelect
export type AccountRequest = typeof accountRequests.$inferSelect
