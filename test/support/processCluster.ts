import { afterAll } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClusterExecutor } from '#jobs/executors/cluster.ts'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { program } from './program.ts'
import { until } from './until.ts'

const timing = { listMs: 50, retryMs: 50, fileMs: 25, lateMs: 500, graceMs: 200 }

/** The executor of a cluster whose jobs are processes of this machine: see slurmPrograms.sh. Its programs must be in PATH. */
const executorOver = (home: string) =>
  createClusterExecutor({
    scheduler: createSlurm({ program, there: folder => folder, threads: 1, options: [] }),
    site: 'test',
    folder: join(home, 'shared'),
    ownCommand: program,
    timing,
  })

/** In a process that a test has started. */
export const clusterOfParent = () =>
  (process.env.FAKE_SLURM && executorOver(process.env.FAKE_SLURM)) || undefined

/** Lays out such a cluster in a folder, and puts its programs before all others. */
export function openProcessCluster(home: string) {
  const jobs = join(home, 'jobs')
  const shared = join(home, 'shared')
  const programs = join(home, 'bin')
  for (const folder of [jobs, shared, programs]) mkdirSync(folder, { recursive: true })
  for (const name of ['sbatch', 'squeue', 'scancel'])
    symlinkSync(join(import.meta.dir, 'slurmPrograms.sh'), join(programs, name))
  const { PATH } = process.env
  process.env.PATH = `${programs}:${PATH}`
  process.env.FAKE_SLURM = home
  const executor = executorOver(home)
  afterAll(async () => {
    await executor.stop()
    process.env.PATH = PATH
    delete process.env.FAKE_SLURM
  })

  const read = (id: string, name: string) =>
    existsSync(join(jobs, id, name)) ? readFileSync(join(jobs, id, name), 'utf8').trim() : ''
  /** In the order that they were submitted, once all of a job is written: its state is the last. */
  const ids = () =>
    readdirSync(jobs)
      .filter(id => existsSync(join(jobs, id, 'state')))
      .sort((a, b) => Number(a) - Number(b))
  /** The only switches there are: files whose presence the programs heed. */
  const set = (name: 'away' | 'full' | 'refuse' | 'refuseArrays', is: boolean | string) =>
    is ? writeFileSync(join(home, name), String(is)) : rmSync(join(home, name), { force: true })

  /** The last job, once it runs. */
  const started = (after = 0) =>
    until(() => {
      const id = ids().at(-1)
      return id !== undefined && Number(id) > after && read(id, 'pid') ? id : undefined
    })

  /** Ends the processes of a job as a node that loses its power, or as Slurm does it, and says why. */
  function end(id: string, state: string, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): void {
    writeFileSync(join(jobs, id, 'state'), state)
    process.kill(Number(read(id, 'pid')), signal)
  }

  /** It has a node, and ends there before it begins. */
  const refuseToLaunch = (id: string) => writeFileSync(join(jobs, id, 'state'), 'CANCELLED')

  return {
    shared,
    executor,
    ids,
    read,
    set,
    started,
    end,
    refuseToLaunch,
    wait: (id: string, reason: string) => writeFileSync(join(jobs, id, 'reason'), reason),
    /** The folders of attempts that were not removed. */
    folders: () => readdirSync(shared),
    alive: () => ids().filter(id => ['PENDING', 'RUNNING'].includes(read(id, 'state'))),
  }
}
