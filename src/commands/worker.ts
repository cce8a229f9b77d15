import { hostname } from 'node:os'
import { isOnServer, openDatabase } from '#db/index.ts'
import { planBackup } from '#jobs/backup.ts'
import { mailComposer } from '#jobs/composeMail.ts'
import { openErrorAlerts } from '#jobs/errorAlerts.ts'
import type { LastingExecutor } from '#jobs/executors/executor.ts'
import { createRunners, lanesFor } from '#jobs/runners.ts'
import { planSelfTest } from '#jobs/selfTest.ts'
import { planSweep, sweepCluster } from '#jobs/sweep.ts'
import { startWorker, type Worker } from '#jobs/worker.ts'
import { backUp, pruneBackups } from '#src/admin/backUp.ts'
import { ballastOf } from '#src/admin/doctor/gatherFacts.ts'
import { builtInManifest } from '#src/analyses/builtInManifest.ts'
import { methodOf } from '#src/analyses/methods.ts'
import { builtInMethod, simulationMethod } from '#src/method/builtIn.ts'
import { simulation } from '#src/method/simulation/manifest.ts'
import { placeBelow } from '#views/route.ts'
import { refuseOtherFiles } from '../admin/filesMark.ts'
import { type Config, readConfig } from '../config.ts'
import { restrictNewFiles } from '../dataFolder.ts'
import { openFiles } from '../files.ts'
import { onError, openLog } from '../log.ts'
import { openMailer, outboxOf } from '../mail.ts'
import { version } from '../program.ts'
import { openExecutor } from './confineMethods.ts'
import type { Command } from './index.ts'
import { limitsOf, openCluster } from './openCluster.ts'
import { onStop } from './process.ts'

/** How long a stopping worker waits for short jobs; longer ones go back to the queue and resume at their last step. */
const graceMs = 6000

export const command: Command = {
  name: 'worker',
  summary: 'Start workers alone: they run analyses and send mails.',
  usage: 'bioce worker',
  takesNothing: true,
  async run() {
    let worker: Worker | undefined
    // The first call lets short jobs end, the second puts all back at once; neither costs a job an attempt.
    onStop(() => (worker ? void worker.stop(graceMs) : process.exit(0)))
    const config = readConfig()
    placeBelow(config.base)
    restrictNewFiles()
    openLog(config.logs, config.logLevel, 'worker', false)
    const db = await openDatabase(config.databaseUrl)
    if (isOnServer(config.databaseUrl)) await refuseOtherFiles(db, config.userData)
    const alarm = openErrorAlerts(db)
    onError(alarm.count)
    await planSweep(db, Date.now())
    if (config.backupsKept > 0) await planBackup(db, Date.now())
    await planSelfTest(db, Date.now())
    const ballast = ballastOf(config)
    ballast.load()
    const cluster = openCluster(config)?.executor
    if (cluster) void sweepCluster(cluster, db)
    worker = await startWorker({
      db,
      version,
      runners: runnersOf(config, ballast.load, cluster),
      lanes: lanesFor(config.slots, {
        perUserMax: config.runningPerUserMax,
        sliceMs: config.sliceMs,
        shortMs: config.shortMs,
      }),
      onDiskFull: ballast.drop,
    })
    await worker.gone
    await cluster?.stop()
    await alarm.stop()
    await db.close()
    return 0
  },
}

function runnersOf(config: Config, onSwept: () => void, cluster: LastingExecutor | undefined) {
  const files = openFiles(config.userData, config.failedAnalyses)
  const builtIn = {
    command: [...builtInManifest.command, '--threads', String(config.threads)],
    results: builtInManifest.results,
  }
  return createRunners({
    files,
    onSwept,
    backup: {
      make: (db, now) => backUp({ db, config }, now),
      prune: (keep, now) => pruneBackups(config, keep, now),
      keep: config.backupsKept,
    },
    executor: openExecutor(config),
    selfTest: { command: [...builtInManifest.command, '--threads', '1'] },
    releases: config.releases,
    checkCommand: builtInManifest.check!,
    inflatedBytesMax: config.inflatedBytesMax,
    uploadBytesMax: config.uploadBytesMax,
    methods: {
      get: (name, version) =>
        name === builtInMethod
          ? builtIn
          : name === simulationMethod
            ? { ...simulation, command: builtIn.command }
            : methodOf(config, name, version),
    },
    cluster,
    splitMinutes: config.splitMinutes,
    limits: limitsOf(config),
    mailer: openMailer({
      from: config.mailFrom,
      smtpUrl: config.smtpUrl,
      outbox: outboxOf(config.logs),
    }),
    compose: mailComposer(config.origin),
    host: URL.canParse(config.origin) ? new URL(config.origin).hostname : hostname(),
  })
}
