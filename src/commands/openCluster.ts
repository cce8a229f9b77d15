import { nameOf } from '#db/index.ts'
import { createClusterExecutor } from '#jobs/executors/cluster.ts'
import type { TaskLimits } from '#jobs/executors/executor.ts'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { ourselves } from '#src/ourselves.ts'
import type { Config } from '../config.ts'

export const limitsOf = (config: Config): TaskLimits => ({
  msMax: config.analysisMsMax,
  memoryBytesMax: config.analysisMemoryBytesMax,
  outputBytesMax: 2e9,
  processesMax: 64,
  logBytesMax: 5e6,
})

/** The cluster of the settings; undefined where analyses run here. */
export function openCluster(config: Config, site = siteOf(config)) {
  if (!config.cluster) return undefined
  const { folder, command, partition, options } = config.cluster
  const scheduler = createSlurm({
    program: command ?? ourselves(),
    there: path => folder.there + path.slice(folder.here.length),
    threads: config.threads,
    partition,
    options,
  })
  const ownCommand = ourselves()
  const executor = createClusterExecutor({ scheduler, site, folder: folder.here, ownCommand })
  return { scheduler, executor }
}

/** Tells the jobs of this server from those of others on the cluster: the same after every start, and with another password. */
export function siteOf({ origin, base, databaseUrl, cluster }: Config): string {
  const facts = JSON.stringify([origin, base, nameOf(databaseUrl), cluster?.folder])
  return new Bun.CryptoHasher('sha256').update(facts).digest('hex').slice(0, 6)
}
