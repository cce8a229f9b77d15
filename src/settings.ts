import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from './program.ts'
import {
  addresses,
  type Environment,
  networks,
  oneOf,
  releases,
  sbatchOptions,
  sender,
  sharedFolder,
  smtpUrl,
  token,
  WrongSetting,
  whole,
  words,
} from './settingTexts.ts'
import { headerName, issuer, ldapUrl } from './signOnSettings.ts'

export interface Setting<T> {
  /** What it decides, in one line: the table in docs/admin.md is this text. */
  meaning: string
  /** The default as docs/admin.md shows it. */
  byDefault: string
  /** Reads the text (undefined when unset); throws a sentence's end such as "must be a whole number". */
  read: (text: string | undefined, env: Environment) => T
}

/** BIOCE_DATA as a path. */
function folder(text: string | undefined): string {
  return text === undefined ? root : resolve(text)
}

export const isServer = (databaseUrl: string) => /^(postgres(ql)?|mariadb|mysql):\/\//.test(databaseUrl)

function databaseUrl(text: string | undefined, env: Environment): string {
  if (text === undefined) return join(folder(env.BIOCE_DATA), 'db/bioce.sqlite')
  if (isServer(text) && URL.canParse(text) && new URL(text).pathname.length > 1) return text
  if (/^(?!sqlite:|file:)[\w+.-]+:\/\/|^(postgres|mysql|mariadb)/.test(text))
    throw new WrongSetting(
      'must be the path of a SQLite file, or a database on a server: postgres://USER:PASSWORD@HOST/DATABASE or mariadb://USER:PASSWORD@HOST/DATABASE',
    )
  return resolve(text.replace(/^(sqlite|file):(\/\/)?/, ''))
}

function secretIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new WrongSetting(`must be a file that can be read (${(error as Error).message})`)
  }
}

/** No setting and no administrator allows a larger upload. */
export const uploadMbCap = 100_000

/** Every setting of the program. The environment is read here and nowhere else. */
export const settings = {
  BIOCE_PORT: { meaning: 'port the web server listens on', byDefault: '3000', read: whole(3000, 0, 65535) },
  BIOCE_HOST: {
    meaning: 'address it listens on; localhost for this machine alone, 0.0.0.0 for every network interface',
    byDefault: 'localhost',
    read: (text = 'localhost') => text,
  },
  BIOCE_ORIGIN: {
    meaning:
      'the addresses people type, separated by commas, with a path where the site has one; mails link to the first',
    byDefault: 'http://localhost:PORT, and 127.0.0.1 and [::1]',
    read: addresses,
  },
  BIOCE_DATA: {
    meaning: 'folder that holds userData/, failedAnalyses/, logs/, db/ and site/',
    byDefault: 'the checkout (for the executable: the folder it is started in)',
    read: folder,
  },
  BIOCE_DATABASE_URL: {
    meaning:
      'path of the SQLite database, or address of one on a PostgreSQL or MariaDB server: postgres://USER:PASSWORD@HOST/DATABASE, mariadb://USER:PASSWORD@HOST/DATABASE',
    byDefault: 'db/bioce.sqlite in BIOCE_DATA',
    read: databaseUrl,
  },
  BIOCE_DATABASE_URL_FILE: {
    meaning: 'file that holds BIOCE_DATABASE_URL, where its password must not be in the environment',
    byDefault: 'none',
    read: (text: string | undefined, env: Environment) =>
      text === undefined ? undefined : databaseUrl(secretIn(text), env),
  },
  BIOCE_SLOTS: {
    meaning: 'analyses that run at the same time',
    byDefault: 'processor cores - 1, at least 1; on a cluster 64',
    read: (text: string | undefined, env: Environment) =>
      whole(env.BIOCE_EXECUTOR === 'slurm' ? 64 : Math.max(1, availableParallelism() - 1), 1, 256)(text),
  },
  BIOCE_RUNNING: {
    meaning: 'how many of them may be of one person',
    byDefault: 'BIOCE_SLOTS',
    read: (text: string | undefined, env: Environment) => whole(Number(env.BIOCE_SLOTS ?? 256), 1, 256)(text),
  },
  BIOCE_SHORT_SECONDS: {
    meaning:
      'analyses that should take no longer have one slot more, on this machine, so that they do not wait behind long ones; 0 for none',
    byDefault: '120',
    read: whole(120, 0, 100000),
  },
  BIOCE_SLICE_MINUTES: {
    meaning:
      'minutes after which a running analysis makes room where other people wait; it goes on later from where it stood',
    byDefault: '15',
    read: whole(15, 1, 100000),
  },
  BIOCE_THREADS: {
    meaning: 'threads that one analysis may use; results do not depend on it',
    byDefault: 'processor cores, at most 8',
    read: whole(Math.min(8, availableParallelism()), 1, 64),
  },
  BIOCE_ANALYSIS_HOURS: {
    meaning: 'hours after which a running analysis is stopped',
    byDefault: '24',
    read: whole(24, 1, 1000),
  },
  BIOCE_ANALYSIS_MEMORY_MB: {
    meaning: 'memory one analysis may use, in MB',
    byDefault: '4096',
    read: whole(4096, 256, 1048576),
  },
  BIOCE_EXECUTOR: {
    meaning: 'where analyses run: local for this machine, slurm for a cluster',
    byDefault: 'local',
    read: (text: string | undefined) => oneOf('local', 'slurm')(text),
  },
  BIOCE_CLUSTER_FOLDER: {
    meaning:
      'folder that this machine and the nodes of the cluster see; PATH_HERE=PATH_ON_NODES where its paths differ',
    byDefault: 'none; needed for slurm',
    read: sharedFolder,
  },
  BIOCE_CLUSTER_COMMAND: {
    meaning: 'the program of this version as the nodes call it',
    byDefault: 'as it is called here',
    read: words,
  },
  BIOCE_SLURM_PARTITION: {
    meaning: 'partition in which analyses run',
    byDefault: "the cluster's own",
    read: (text: string | undefined) => text,
  },
  BIOCE_SLURM_OPTIONS: {
    meaning: 'further options of sbatch, separated by blanks, such as `--account=lab --qos=normal`',
    byDefault: 'none',
    read: sbatchOptions,
  },
  BIOCE_SPLIT_MINUTES: {
    meaning:
      'CPU minutes of profiles: on a cluster, those of a library that takes longer are calculated by an array of jobs, in parts of so many each; 0 for never',
    byDefault: '30',
    read: whole(30, 0, 100000),
  },
  BIOCE_METHODS: {
    meaning: 'folder of manifests (*.json), each an analysis that the laboratory adds',
    byDefault: 'none',
    read: (text: string | undefined) => (text === undefined ? undefined : resolve(text)),
  },
  BIOCE_UPLOAD_MB: { meaning: 'largest upload, in MB', byDefault: '100', read: whole(100, 1, uploadMbCap) },
  BIOCE_INFLATED_MB: {
    meaning: 'largest sum of the files inside an uploaded archive, in MB',
    byDefault: '2000',
    read: whole(2000, 1, 1000000),
  },
  BIOCE_STUDIES: { meaning: 'studies one person may keep', byDefault: '20', read: whole(20, 1, 1000000) },
  BIOCE_ANALYSES: { meaning: 'analyses one person may keep', byDefault: '100', read: whole(100, 1, 1000000) },
  BIOCE_STORAGE_MB: {
    meaning: 'what the files of one person may take, in MB',
    byDefault: '10000',
    read: whole(10_000, 1, 100_000_000),
  },
  BIOCE_ONLINE: {
    meaning:
      'whether people may name entries of the PDB, AlphaFold DB and SASBDB, which the worker then fetches; 0 for no',
    byDefault: '1',
    read: (text: string | undefined) => oneOf('1', '0')(text) === '1',
  },
  BIOCE_BUILT_IN: {
    meaning:
      "whether the built-in analysis of scattering is offered; 0 for no, where a laboratory's methods have inputs of their own",
    byDefault: '1',
    read: (text: string | undefined) => oneOf('1', '0')(text) === '1',
  },
  BIOCE_BACKUPS: {
    meaning: 'folder of the backups; best on another disk',
    byDefault: 'backups/ in BIOCE_DATA',
    read: (text: string | undefined, env: Environment) =>
      text === undefined ? join(folder(env.BIOCE_DATA), 'backups') : resolve(text),
  },
  BIOCE_BACKUPS_KEPT: {
    meaning: 'nightly backups that are kept; 0 for none',
    byDefault: '7',
    read: whole(7, 0, 1000),
  },
  BIOCE_REPLICA: {
    meaning:
      'folder on another disk into which everything that is committed is copied within two seconds, for `bioce restore FOLDER --at TIME`; for a database in a file',
    byDefault: 'none',
    read: (text: string | undefined) => (text === undefined ? undefined : resolve(text)),
  },
  BIOCE_SMTP_URL: {
    meaning: 'mail server; without it mails wait in the outbox, where administrators can read them',
    byDefault: 'none',
    read: smtpUrl,
  },
  BIOCE_MAIL_FROM: { meaning: 'sender of every mail', byDefault: 'BioCE <bioce@HOST>', read: sender },
  BIOCE_TRUSTED_PROXIES: {
    meaning:
      'addresses or networks of reverse proxies whose X-Forwarded-For is believed, separated by commas',
    byDefault: 'none',
    read: networks,
  },
  BIOCE_OIDC_ISSUER: {
    meaning:
      'address of an OpenID Connect provider with whose accounts people may sign in, such as that of the institute',
    byDefault: 'none',
    read: issuer,
  },
  BIOCE_OIDC_CLIENT_ID: {
    meaning: 'what this site is called there; it returns to ORIGIN/sign-in/with/oidc/return',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_OIDC_CLIENT_SECRET: {
    meaning: 'the secret that belongs to it',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_OIDC_NAME: {
    meaning: 'what people call that provider, after "Sign in with"',
    byDefault: 'its host name',
    read: (text: string | undefined) => text,
  },
  BIOCE_ORCID_CLIENT_ID: {
    meaning:
      'of the public API of ORCID, to let people sign in with their ORCID iD; it returns to ORIGIN/sign-in/with/orcid/return',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_ORCID_CLIENT_SECRET: {
    meaning: 'the secret that belongs to it',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_LDAP_URL: {
    meaning:
      'LDAP directory with whose passwords people may sign in: ldaps://HOST, or ldap://HOST, which then must offer StartTLS',
    byDefault: 'none',
    read: ldapUrl,
  },
  BIOCE_LDAP_BASE: {
    meaning: 'below which entry people are found there by `mail`, such as ou=people,dc=example,dc=org',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_LDAP_BIND_DN: {
    meaning: 'entry as which the server looks people up there',
    byDefault: 'none: anonymously',
    read: (text: string | undefined) => text,
  },
  BIOCE_LDAP_BIND_PASSWORD: {
    meaning: 'the password that belongs to it',
    byDefault: 'none',
    read: (text: string | undefined) => text,
  },
  BIOCE_LDAP_NAME: {
    meaning: 'what people call that directory, on the sign-in page',
    byDefault: 'its host name',
    read: (text: string | undefined) => text,
  },
  BIOCE_PROXY_EMAIL_HEADER: {
    meaning:
      'header in which a proxy of BIOCE_TRUSTED_PROXIES names the e-mail address of who has signed in there',
    byDefault: 'none',
    read: headerName,
  },
  BIOCE_RELEASES: {
    meaning:
      'address at which the newest version of the program is told, such as releases/latest of its repository; asked once a day',
    byDefault: 'none: nobody is asked',
    read: releases,
  },
  BIOCE_METRICS_TOKEN: {
    meaning: 'token with which Prometheus reads /metrics; without one it answers this machine alone',
    byDefault: 'none',
    read: token,
  },
  BIOCE_LOG_LEVEL: {
    meaning: 'least important line that is logged: debug, info, warning or error',
    byDefault: 'info',
    read: (text: string | undefined) => oneOf('info', 'debug', 'warning', 'error')(text),
  },
} satisfies Record<string, Setting<unknown>>

/** Never shown, not even when they are wrong. */
export const mayHoldPassword = new Set<string>([
  'BIOCE_METRICS_TOKEN',
  'BIOCE_OIDC_CLIENT_SECRET',
  'BIOCE_LDAP_BIND_PASSWORD',
  'BIOCE_ORCID_CLIENT_SECRET',
  'BIOCE_DATABASE_URL',
  'BIOCE_DATABASE_URL_FILE',
  'BIOCE_SMTP_URL',
])
