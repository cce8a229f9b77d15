import { afterAll, beforeAll } from 'bun:test'
import { join } from 'node:path'
import { createClusterExecutor } from '#jobs/executors/cluster.ts'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { temporaryFolder } from './database.ts'
import { program } from './program.ts'
import { because } from './skips.ts'

const script = join(import.meta.dir, 'slurmCluster.sh')
const paths = `${process.env.PATH}:/usr/sbin:/sbin`
const missing = ['munged', 'slurmctld', 'slurmd', 'sbatch'].find(name => !Bun.which(name, { PATH: paths }))

/** Why tests with Slurm do not run; empty when they do. */
export const unlessSlurm = missing
  ? because('Slurm is not installed: test/support/slurmCluster.sh install')
  : ''

/** The executor over such a cluster, whose shared folder lies beside it. */
export function openSlurm(home: string) {
  return createClusterExecutor({
    scheduler: createSlurm({ program, there: folder => folder, threads: 1, options: [] }),
    site: 'test',
    folder: join(home, 'shared'),
    ownCommand: program,
    timing: { listMs: 1000, retryMs: 1000, fileMs: 100, lateMs: 5000, graceMs: 3000 },
  })
}

/** In a process that a test has started. */
export const slurmOfParent = () =>
  (process.env.TESTS_SLURM && openSlurm(process.env.TESTS_SLURM)) || undefined

/** A Slurm of two nodes on this machine for all tests of the file. `run` is told what slurmCluster.sh understands. */
export function slurmForThisFile() {
  afterAll(async () => {
    for (const name of ['SLURM_CONF', 'TESTS_SLURM']) delete process.env[name]
    await run('down')
  }, 60_000)
  const home = temporaryFolder() // removed after what is above
  const env = {
    ...process.env,
    SLURM_HOME: join(home, 'slurm'),
    SLURM_PORT: String(20_000 + Math.floor(Math.random() * 10_000)),
  }

  async function run(...args: string[]): Promise<void> {
    // The daemons would keep pipes of ours open.
    const child = Bun.spawn([script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    if ((await child.exited) !== 0)
      throw new Error(`slurmCluster.sh ${args.join(' ')} ended with ${child.exitCode}`)
  }

  beforeAll(async () => {
    await run('up')
    process.env.SLURM_CONF = join(env.SLURM_HOME, 'slurm.conf')
    process.env.TESTS_SLURM = home
  }, 60_000)

  /** What squeue prints of all jobs that the cluster knows, in one format. */
  async function list(format: string): Promise<string[]> {
    const child = Bun.spawn(['squeue', '--array', '--noheader', '--states=all', `--format=${format}`], {
      env: process.env,
    })
    return (await new Response(child.stdout).text()).split('\n').filter(Boolean)
  }

  return { home, run, list }
}
