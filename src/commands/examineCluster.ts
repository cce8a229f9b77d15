import { constants } from 'node:fs'
import { access, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Execution } from '#jobs/executors/executor.ts'
import type { DoctorFacts } from '#src/admin/doctor/facts.ts'
import { ourselves } from '#src/ourselves.ts'
import type { Config } from '../config.ts'
import { minuteMs } from '../durations.ts'
import { removeTree } from '../tree.ts'
import { limitsOf, openCluster, siteOf } from './openCluster.ts'

/** How long a test job may wait for a node: longer on a full cluster, and then nothing is wrong. */
const testMsMax = 90_000

/** What keeps analyses from running on the cluster; nothing where they run here. */
export async function examineCluster(config: Config, withTestJob: boolean): Promise<DoctorFacts['cluster']> {
  // Under a name of its own, so that the server's sweep lets it be.
  const cluster = openCluster(config, `doctor-${siteOf(config)}`)
  if (!cluster || !config.cluster) return undefined
  const { here } = config.cluster.folder
  const isWritable = await access(here, constants.W_OK).then(
    () => true,
    () => false,
  )
  const faults = [
    ...(isWritable ? [] : [`The folder ${here} (BIOCE_CLUSTER_FOLDER) is missing or cannot be written.`]),
    ...(await cluster.scheduler.examine(limitsOf(config))),
  ]
  if (faults.length > 0 || !withTestJob) return { faults, notes: [] }
  return await runTestJob(cluster.executor, config)
}

/** Has a node tell the program's version, by the same way that analyses go. */
async function runTestJob(
  executor: NonNullable<ReturnType<typeof openCluster>>['executor'],
  config: Config,
): Promise<NonNullable<DoctorFacts['cluster']>> {
  const folder = await mkdtemp(join(tmpdir(), 'bioce-doctor-'))
  try {
    const limits = { ...limitsOf(config), msMax: minuteMs }
    const mark = { analysisId: 0, lease: process.pid }
    const execution = await executor.start({ command: ourselves('--version'), folder, limits }, mark)
    const fault = await follow(execution)
    await execution.cancel(5000)
    await execution.forget()
    return fault
  } catch (error) {
    return { faults: [`A test job could not be submitted: ${(error as Error).cause ?? error}`], notes: [] }
  } finally {
    await executor.stop()
    await removeTree(folder)
  }
}

async function follow(execution: Execution): Promise<NonNullable<DoctorFacts['cluster']>> {
  const since = performance.now()
  for (;;) {
    const { ending, place } = await execution.poll()
    const seconds = Math.round((performance.now() - since) / 1000)
    if (ending?.kind === 'exit' && ending.code === 0)
      return { faults: [], notes: [`A test job ran on ${place?.node ?? 'a node'}; it took ${seconds} s.`] }
    if (ending) {
      const words = 'message' in ending && ending.message ? ending.message : ending.logTail || ending.kind
      return { faults: [`A test job did not end well: ${words}`], notes: [] }
    }
    if (place?.isStuck) return { faults: [`A test job cannot start. ${place.why}.`], notes: [] }
    if (performance.now() - since > testMsMax)
      return { faults: [], notes: [`A test job did not start in ${seconds} s: ${place?.why}.`] }
    await Bun.sleep(200)
  }
}
