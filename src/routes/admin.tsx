import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { Elysia, t } from 'elysia'
import { listAccountRequests } from '#db/accountRequests.ts'
import { findOverview } from '#db/overview.ts'
import { countRows } from '#db/rows.ts'
import { findSetting } from '#db/settings.ts'
import { hasFactor } from '#src/accounts/factors.ts'
import { checkAdministration, checkAdministrationView, findFactorDue } from '#src/accounts/permissions.ts'
import { checkFirstSteps } from '#src/admin/firstSteps.ts'
import { isNewer } from '#src/admin/newestVersion.ts'
import { pauseQueue } from '#src/admin/pauseQueue.ts'
import { panelTables } from '#src/admin/tables.ts'
import { readMethods } from '#src/analyses/methods.ts'
import { DashboardPage } from '#views/admin/dashboard.tsx'
import { paths } from '#views/paths.ts'
import { adviceOn } from '../addressAdvice.ts'
import type { Files } from '../files.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'
import { version } from '../program.ts'
import { describeTrouble } from '../supervise.ts'

/** For administrators: how the server does, and the pause of its queue. */
export function adminRoutes(deps: Deps) {
  const { db, config, files, now } = deps
  async function selfTestTrouble(): Promise<string[]> {
    const fault = await findSetting(db.read, 'selfTestFault')
    return fault ? [`The self-test failed. ${fault}`] : []
  }

  const paused = t.Union([t.Literal('yes'), t.Literal('no')])
  return new Elysia()
    .use(pages(deps))
    .get(paths.admin.pattern, async ({ html, frame, visit }) => {
      const administrator = await checkAdministrationView(db.read, visit.viewer, now())
      const requests = await listAccountRequests(db.read)
      const facts = {
        ...shown(await findOverview(db.read, now()), now(), files),
        requestsWaiting: requests.filter(request => request.state === 'waiting').length,
        disk: await findDisk(config.userData),
        version,
        newest: await findSetting(db.read, 'newestVersion').then(newest =>
          isNewer(newest, version) ? newest : undefined,
        ),
        troubles: [...troublesOf(deps), ...(await selfTestTrouble())],
        factorDue: (await hasFactor(db.read, administrator.id))
          ? undefined
          : new Date(await findFactorDue(db.read, administrator)),
        steps: (await findSetting(db.read, 'firstStepsHidden'))
          ? undefined
          : await checkFirstSteps(db.read, config, administrator),
      }
      const tables = await Promise.all(
        panelTables.map(async table => ({ ...table, rows: await countRows(db.read, table) })),
      )
      const queue = { ...facts.queue, paused: await findSetting(db.read, 'queuePaused') }
      return html(<DashboardPage frame={frame} tables={tables} {...facts} queue={queue} />)
    })
    .post(
      paths.queuePause.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await pauseQueue(db, administrator, body.paused === 'yes', now())
        visit.say(body.paused === 'yes' ? 'queue_paused' : 'queue_resumed')
        return seeOther(paths.admin())
      },
      { body: formOf({ paused }) },
    )
}

/** What keeps work from being done, or people from the site, and does not end by itself, in sentences. */
function troublesOf({ config, workerTrouble }: Deps): string[] {
  const trouble = workerTrouble?.()
  const workers = trouble ? [`Nothing runs: ${describeTrouble(trouble)}. ${trouble.lastWords}`] : []
  const { faults, lacks } = readMethods(config)
  return [...workers, ...faults, ...lacks, ...adviceOn(config)]
}

/** The overview as the page wants it: moments as dates, progress as a share. */
function shown(overview: Awaited<ReturnType<typeof findOverview>>, now: number, files: Files) {
  const { queue, workers, running, failures, reasons, weeks, mailsWaiting } = overview
  return {
    mailsWaiting,
    queue: {
      waiting: queue.waiting,
      running: running.length,
      oldestSeconds: queue.oldestAt === null ? null : (now - queue.oldestAt) / 1000,
    },
    workers: workers.map(({ seenAt, drainAt, ...worker }) => ({
      ...worker,
      at: new Date(seenAt),
      isDraining: drainAt !== null,
    })),
    running: running.map(({ analysis: { id, name, progress }, owner }) => ({
      id,
      name,
      owner: `${owner.firstName} ${owner.lastName}`,
      share: progress && progress.total > 0 ? progress.done / progress.total : null,
    })),
    failures: failures.map(({ analysis, owner, study }) => ({
      id: analysis.id,
      name: analysis.name,
      owner: `${owner.firstName} ${owner.lastName}`,
      study: study.name,
      method: analysis.method,
      reason: analysis.message ?? analysis.reason ?? 'unknown',
      at: new Date(analysis.finishedAt ?? analysis.createdAt),
      hasLog: existsSync(files.failed(analysis.id)),
    })),
    reasons: reasons.map(({ reason, total }) => ({ reason: reason ?? 'unknown', total })),
    weeks: weeks.map(week => ({ ...week, endsAt: new Date(week.endsAt) })),
  }
}

/** Null where the folder does not exist yet. */
async function findDisk(folder: string): Promise<{ used: number; limit: number } | null> {
  const disk = await statfs(folder).catch(() => undefined)
  return disk ? { used: (disk.blocks - disk.bavail) * disk.bsize, limit: disk.blocks * disk.bsize } : null
}
