import { dirname, join } from 'node:path'
import { hourMs, minuteMs } from './durations.ts'
import { StartError } from './errors.ts'
import { isServer, mayHoldPassword, type Setting, settings } from './settings.ts'
import { type Environment, WrongSetting } from './settingTexts.ts'
import { directoryOf, signOnProviders } from './signOnSettings.ts'

/** A setting as administrators see it: what holds, and whether the environment or the default says so. */
export interface ShownSetting {
  name: string
  meaning: string
  value: string
  isSet: boolean
}

function showSettings(env: Environment): ShownSetting[] {
  return Object.entries(settings).map(([name, { meaning, byDefault, read }]) => {
    const text = env[name]
    const value = (read as Setting<unknown>['read'])(undefined, env)
    const held = typeof value === 'number' || typeof value === 'string' ? String(value) : byDefault
    const shown = text && mayHoldPassword.has(name) ? withoutPassword(text) : text
    return { name, meaning, value: shown ?? held, isSet: text !== undefined }
  })
}

/** Of an address with a password the rest; of anything else that may hold one nothing. */
function withoutPassword(text: string): string {
  if (!/^\w+:\/\//.test(text) || !URL.canParse(text)) return '•••'
  const { protocol, username, password, host, pathname } = new URL(text)
  return `${protocol}//${username}${password ? ':•••' : ''}${username ? '@' : ''}${host}${pathname}`
}

type Values = { [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['read']> }

/** The settings as values, under names without the prefix's noise. */
export type Config = ReturnType<typeof readConfig>

/** Reads and checks the environment. @throws StartError one sentence naming the variable and what it must be */
export function readConfig(environment: Environment = process.env) {
  const env = withoutBlanks(environment)
  for (const name of Object.keys(env))
    if (name.startsWith('BIOCE_') && !(name in settings) && !internal.has(name))
      throw new StartError(`${name} is not a setting of this program. docs/admin.md lists them all.`)
  const read = <Name extends keyof Values>(name: Name): Values[Name] => {
    const text = env[name]
    try {
      return (settings[name].read as (text: string | undefined, env: Environment) => Values[Name])(text, env)
    } catch (problem) {
      if (!(problem instanceof WrongSetting)) throw problem
      const shown = mayHoldPassword.has(name) ? '' : `; it is "${text}"`
      throw new StartError(`${name} ${problem.message}${shown}.`)
    }
  }
  const data = read('BIOCE_DATA')
  const port = read('BIOCE_PORT')
  const databaseUrl = read('BIOCE_DATABASE_URL_FILE') ?? read('BIOCE_DATABASE_URL')
  const { origins, base } = read('BIOCE_ORIGIN')
  return {
    /** All of them, for people to read. */
    shown: showSettings(env),
    port,
    host: read('BIOCE_HOST'),
    /** Every origin of the site; of another one nothing is answered. */
    origins: origins as string[],
    /** The first of them, which mails link to. */
    origin: origins[0],
    /** The path below which the site lies, such as /bioce; '' for none. */
    base,
    /** Whether an administrator has said where the site is. */
    isOriginSet: env.BIOCE_ORIGIN !== undefined,
    databaseUrl,
    /** Where the database is, if it is a file, and in any case what lies beside it. */
    databaseFolder: isServer(databaseUrl) ? join(data, 'db') : dirname(databaseUrl),
    secretsFile: join(data, 'db/secrets.json'),
    userData: join(data, 'userData'),
    failedAnalyses: join(data, 'failedAnalyses'),
    logs: join(data, 'logs'),
    /** What the operator of the site wrote: terms.md, privacy.md, imprint.md, a logo. */
    site: join(data, 'site'),
    slots: read('BIOCE_SLOTS'),
    runningPerUserMax: read('BIOCE_RUNNING'),
    sliceMs: read('BIOCE_SLICE_MINUTES') * minuteMs,
    shortMs: read('BIOCE_SHORT_SECONDS') * 1000,
    threads: read('BIOCE_THREADS'),
    analysisMsMax: read('BIOCE_ANALYSIS_HOURS') * hourMs,
    analysisMemoryBytesMax: read('BIOCE_ANALYSIS_MEMORY_MB') * 1e6,
    cluster: readCluster(read),
    splitMinutes: read('BIOCE_SPLIT_MINUTES'),
    methods: read('BIOCE_METHODS'),
    uploadBytesMax: read('BIOCE_UPLOAD_MB') * 1e6,
    inflatedBytesMax: read('BIOCE_INFLATED_MB') * 1e6,
    online: read('BIOCE_ONLINE'),
    builtIn: read('BIOCE_BUILT_IN'),
    studiesMax: read('BIOCE_STUDIES'),
    analysesMax: read('BIOCE_ANALYSES'),
    storageBytesMax: read('BIOCE_STORAGE_MB') * 1e6,
    backups: read('BIOCE_BACKUPS'),
    backupsKept: read('BIOCE_BACKUPS_KEPT'),
    replica: readReplica(read, isServer(databaseUrl)),
    smtpUrl: read('BIOCE_SMTP_URL'),
    mailFrom: read('BIOCE_MAIL_FROM'),
    isTrustedProxy: read('BIOCE_TRUSTED_PROXIES'),
    signOn: signOnProviders({
      issuer: read('BIOCE_OIDC_ISSUER'),
      name: read('BIOCE_OIDC_NAME'),
      id: read('BIOCE_OIDC_CLIENT_ID'),
      secret: read('BIOCE_OIDC_CLIENT_SECRET'),
      orcidId: read('BIOCE_ORCID_CLIENT_ID'),
      orcidSecret: read('BIOCE_ORCID_CLIENT_SECRET'),
    }),
    directory: directoryOf({
      url: read('BIOCE_LDAP_URL'),
      base: read('BIOCE_LDAP_BASE'),
      name: read('BIOCE_LDAP_NAME'),
      dn: read('BIOCE_LDAP_BIND_DN'),
      password: read('BIOCE_LDAP_BIND_PASSWORD'),
    }),
    releases: read('BIOCE_RELEASES'),
    proxyEmailHeader: readProxyHeader(read, env.BIOCE_TRUSTED_PROXIES !== undefined),
    metricsToken: read('BIOCE_METRICS_TOKEN'),
    logLevel: read('BIOCE_LOG_LEVEL'),
  }
}

/** The environment as its settings are read: what is empty or blank counts as not set, as Docker Compose passes it on. */
const withoutBlanks = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) => {
      const trimmed = text?.trim()
      return trimmed ? [[name, trimmed]] : []
    }),
  )

function readReplica(read: <Name extends keyof Values>(name: Name) => Values[Name], onServer: boolean) {
  const replica = read('BIOCE_REPLICA')
  if (replica && onServer)
    throw new StartError(
      'BIOCE_REPLICA copies a database in a file. For one on a server set up the replication of that server, and unset it.',
    )
  return replica
}

function readProxyHeader(read: <Name extends keyof Values>(name: Name) => Values[Name], hasProxies: boolean) {
  const header = read('BIOCE_PROXY_EMAIL_HEADER')
  if (header && !hasProxies)
    throw new StartError(
      'BIOCE_PROXY_EMAIL_HEADER is believed of a trusted proxy alone: set BIOCE_TRUSTED_PROXIES too.',
    )
  return header
}

function readCluster(read: <Name extends keyof Values>(name: Name) => Values[Name]) {
  const folder = read('BIOCE_CLUSTER_FOLDER')
  const command = read('BIOCE_CLUSTER_COMMAND') // ourselves, where it is not set
  const partition = read('BIOCE_SLURM_PARTITION')
  const options = read('BIOCE_SLURM_OPTIONS')
  if (read('BIOCE_EXECUTOR') === 'local') return undefined
  if (!folder)
    throw new StartError(
      'BIOCE_EXECUTOR is slurm: set BIOCE_CLUSTER_FOLDER to a folder that this machine and the nodes see.',
    )
  return { folder, command, partition, options }
}

/** Set by our own scripts, never by an administrator. */
const internal = new Set(['BIOCE_LONG', 'BIOCE_REQUIRE_REFERENCE', 'BIOCE_CHROMIUM'])
