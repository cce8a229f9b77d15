import { readdirSync } from 'node:fs'
import { type Database, isOnServer, nameOf, openDatabase } from '#db/index.ts'
import { createCheckAtOnce } from '#jobs/checkAtOnce.ts'
import { openErrorAlerts } from '#jobs/errorAlerts.ts'
import { admitsGuests } from '#src/accounts/guests.ts'
import { inviteAdministrator, needsSetUp } from '#src/accounts/setUp.ts'
import { reencryptSecrets } from '#src/accounts/totpSecrets.ts'
import type { DoctorFinding } from '#src/admin/doctor/finding.ts'
import { ballastOf } from '#src/admin/doctor/gatherFacts.ts'
import { builtInManifest } from '#src/analyses/builtInManifest.ts'
import { checkMethods } from '#src/analyses/methods.ts'
import { ourselves } from '#src/ourselves.ts'
import { paths } from '#views/paths.ts'
import { placeBelow } from '#views/route.ts'
import { adviceOn } from '../addressAdvice.ts'
import { markFiles } from '../admin/filesMark.ts'
import { createApp } from '../app.tsx'
import { claimServer } from '../claimServer.ts'
import { type Config, readConfig } from '../config.ts'
import { prepareDataFolder, restrictNewFiles } from '../dataFolder.ts'
import { dayMs } from '../durations.ts'
import { StartError } from '../errors.ts'
import { openFiles } from '../files.ts'
import { log, onError, openLog } from '../log.ts'
import type { Deps } from '../plugins/deps.ts'
import { rootWarning, runsAsRoot } from '../protection.ts'
import { openKeys } from '../secrets.ts'
import { openExecutor } from './confineMethods.ts'
import type { Command } from './index.ts'
import { listen } from './listen.ts'
import { stopSignal } from './process.ts'

/** Requests under way, such as an upload, may take this long to end when the server stops. */
const drainMsMax = 5000

/** The web server alone; workers run elsewhere with `bioce worker`. */
export const command: Command = {
  name: 'web',
  summary: 'Start the web server alone; run workers with "bioce worker".',
  usage: 'bioce web',
  takesNothing: true,
  async run() {
    const stopped = stopSignal()
    const web = await openWeb()
    await stopped
    await web.stop()
    return 0
  },
}

/** Opens everything the web needs, starts to listen, and prints where. */
export async function openWeb(more: Pick<Deps, 'workerTrouble'> = {}) {
  const config = readConfig()
  placeBelow(config.base)
  checkMethods(config)
  restrictNewFiles()
  const { databaseUrl, databaseFolder, userData, failedAnalyses, logs } = config
  for (const folder of [databaseFolder, userData, failedAnalyses, logs]) prepareDataFolder(folder)
  if (!isOnServer(databaseUrl)) claimServer(databaseUrl) // before the database is migrated under another server
  openLog(logs, config.logLevel, 'bioce', false)
  const db = await openDatabase(databaseUrl, {
    onCreate: () => refuseLostDatabase(config),
    onMigrated: facts => log.info('database migrated', { ...facts }),
  })
  if (isOnServer(databaseUrl)) await markFiles(db, userData, Date.now())
  const alarm = openErrorAlerts(db)
  onError(alarm.count)
  const keys = openKeys(config.secretsFile)
  await reencryptSecrets(db, keys.factors)
  const files = openFiles(config.userData, config.failedAnalyses)
  await files.sweepIncoming(dayMs, Date.now())
  const stopping = new AbortController()
  const makeRoom = ballastOf(config).drop
  const app = createApp({
    config,
    db,
    files,
    keys,
    now: Date.now,
    stopping: stopping.signal,
    makeRoom,
    examine,
    runCheck: createCheckAtOnce({ executor: openExecutor(config), checkCommand: builtInManifest.check! }),
    ...more,
  })
  const close = openPort(app, config.port, config.host)
  log.info('web started', { origin: config.origin, pid: process.pid })
  const address = config.origin + config.base
  console.log(`BioCE Web is ready at ${address}${await invitation(db, config.origin)}`)
  if (runsAsRoot()) log.warning('runs as root', { advice: rootWarning })
  for (const advice of [...(runsAsRoot() ? [rootWarning] : []), ...adviceOn(config)])
    console.log(`\n${advice}`)
  if (!config.smtpUrl)
    console.log(
      `No mail server is set (BIOCE_SMTP_URL): administrators find mails at ${config.origin}${paths.outbox()}`,
    )
  return {
    config,
    async stop() {
      stopping.abort()
      const late = setTimeout(() => {
        log.warning('web cut off what it still answered', { afterMs: drainMsMax })
        void close(true)
      }, drainMsMax)
      await close()
      clearTimeout(late)
      await alarm.stop()
      await db.close()
      log.info('web stopped')
    },
  }
}

/** Files without their database are not a first start: a new database would give their numbers out again. */
function refuseLostDatabase({ databaseUrl, userData }: Config): void {
  if (!readdirSync(userData).some(name => name.startsWith('user'))) return
  throw new StartError(
    `There is no database at ${nameOf(databaseUrl)}, but ${userData} holds people's files. ` +
      'Check BIOCE_DATA, or restore a backup into an empty folder: bioce restore FOLDER.',
  )
}

/** On the first start: where the first administrator makes their account. */
async function invitation(db: Database, origin: string): Promise<string> {
  if (!(await needsSetUp(db.read))) return ''
  const link = origin + paths.setup({ token: await inviteAdministrator(db, Date.now()) })
  const guests = (await admitsGuests(db.read, origin))
    ? 'Until you change it under Administration, Settings, people at this address may run short analyses without an account.'
    : 'People need an account to work, unless you change it under Administration, Settings.'
  return `\n\nMake the first administrator's account (this link works once, for a day):\n${link}\n\n${guests}`
}

function openPort(app: ReturnType<typeof createApp>, port: number, hostname: string) {
  try {
    // Bodies are limited by bodyLimit and, person by person, while they are streamed: Bun would answer with an empty page.
    return listen(app, { port, hostname, maxRequestBodySize: Number.MAX_SAFE_INTEGER })
  } catch (error) {
    throw new StartError(whyNot(error, port, hostname))
  }
}

function whyNot(error: unknown, port: number, hostname: string): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Set BIOCE_PORT to a free one, for example: BIOCE_PORT=3001 npm start`
    case 'EACCES':
      return `Port ${port} is for root alone. Set BIOCE_PORT to 1024 or more, for example: BIOCE_PORT=3000`
    default:
      return `The server cannot listen on ${hostname}: it is not an address of this machine. Set BIOCE_HOST to one, such as 127.0.0.1, or to 0.0.0.0 for all.`
  }
}

/** What `bioce doctor` finds. */
async function examine(): Promise<DoctorFinding[]> {
  const child = Bun.spawn(ourselves('doctor', '--json'), { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(await new Response(child.stdout).text())
}
