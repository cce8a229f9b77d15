import { statfsSync } from 'node:fs'
import type { Reader } from '#db/index.ts'
import { findMailTrouble } from '#db/mails.ts'
import { findOverview } from '#db/overview.ts'
import { listSettings } from '#db/settings.ts'
import type { Config } from '../config.ts'
import { nearestFolder } from '../dataFolder.ts'
import { version } from '../program.ts'
import { listBackups } from './backUp.ts'
import { ageOfReplica } from './replica.ts'
import { type RequestTimes, secondsMax } from './requestTimes.ts'

type Labels = Record<string, string>
type Sample = [value: number, labels?: Labels]

/** Text as Prometheus reads it (exposition format 0.0.4). */
export async function writeMetrics(
  db: Reader,
  config: Config,
  times: ReadonlyMap<string, RequestTimes>,
  now: number,
): Promise<string> {
  const { queue, running, workers, reasons, mailsWaiting } = await findOverview(db, now)
  const { failed } = await findMailTrouble(db, now)
  const [newest] = await listBackups(config)
  const { selfTestAt, selfTestFault } = await listSettings(db)
  const { bavail, blocks, bsize } = statfsSync(nearestFolder(config.databaseFolder))
  const { user, system } = process.cpuUsage()
  const waited = queue.oldestAt === null ? 0 : (now - queue.oldestAt) / 1000
  return [
    gauge('bioce_info', 'Version of the program', [[1, { version }]]),
    gauge('bioce_queue_waiting', 'Analyses that wait', [[queue.waiting]]),
    gauge('bioce_queue_oldest_wait_seconds', 'How long the oldest of them has waited', [[waited]]),
    gauge('bioce_analyses_running', 'Analyses that run', [[running.length]]),
    gauge('bioce_workers', 'Workers seen in the last 30 seconds', [[workers.length]]),
    gauge(
      'bioce_analyses_failed_30d',
      'Analyses that failed in the last 30 days',
      reasons.map(({ reason, total }) => [total, { reason: reason ?? 'unknown' }]),
    ),
    gauge(
      'bioce_self_test_ok',
      'Whether the last self-test was right',
      selfTestAt > 0 ? [[selfTestFault ? 0 : 1]] : [],
    ),
    gauge('bioce_self_test_timestamp_seconds', 'When it was', selfTestAt > 0 ? [[selfTestAt / 1000]] : []),
    gauge('bioce_mails_waiting', 'Mails that wait', [[mailsWaiting]]),
    gauge('bioce_mails_failed', 'Mails that could not be sent', [[failed]]),
    gauge('bioce_disk_free_bytes', 'Room on the disk of the data', [[bavail * bsize]]),
    gauge('bioce_disk_size_bytes', 'Size of the disk of the data', [[blocks * bsize]]),
    gauge('bioce_backup_age_seconds', 'Age of the newest backup', newest ? [[(now - newest.at) / 1000]] : []),
    gauge(
      'bioce_replica_age_seconds',
      'Age of the continuous copy',
      config.replica ? [[ageOfReplica(config.replica, now) / 1000]] : [],
    ),
    family('bioce_http_request_duration_seconds', 'histogram', 'Time until answers begin', histogram(times)),
    family('process_cpu_seconds_total', 'counter', 'Processor time of the web server', [
      ['', (user + system) / 1e6],
    ]),
    gauge('process_resident_memory_bytes', 'Memory of the web server', [[process.memoryUsage.rss()]]),
    gauge('process_start_time_seconds', 'Start of the web server', [[now / 1000 - process.uptime()]]),
  ].join('')
}

const gauge = (name: string, help: string, samples: Sample[]) =>
  family(
    name,
    'gauge',
    help,
    samples.map(([value, labels]) => [labelled(labels), value]),
  )

/** @param lines what follows the name, and the value */
const family = (name: string, type: string, help: string, lines: [rest: string, value: number][]) =>
  `# HELP ${name} ${help}.\n# TYPE ${name} ${type}\n${lines.map(([rest, value]) => `${name}${rest} ${value === Number.POSITIVE_INFINITY ? '+Inf' : value}\n`).join('')}`

/** Each class of time counts the faster ones too. */
function histogram(times: ReadonlyMap<string, RequestTimes>): [string, number][] {
  return [...times].flatMap(([status, { counts, seconds }]) => {
    let total = 0
    const buckets = counts.map((count, index): [string, number] => {
      total += count
      const le = secondsMax[index] === Infinity ? '+Inf' : String(secondsMax[index])
      return [`_bucket${labelled({ status, le })}`, total]
    })
    return [...buckets, [`_sum${labelled({ status })}`, seconds], [`_count${labelled({ status })}`, total]]
  })
}

function labelled(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replace(/[\\"\n]/g, letter => (letter === '\n' ? '\\n' : `\\${letter}`))}"`,
  )
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}
