/**
 * What a Slurm cluster costs:  bun test/bench/slurm.ts   (Slurm must be installed: test/support/slurmCluster.sh install)
 *
 *  - from the start of an attempt to its process on a node, and from the end of that to the end here;
 *  - CPU time of the server's side, and of the squeue that it calls, while 64 attempts wait or run.
 *
 * The cluster is on this machine, and empty: what is measured is our part and Slurm's, not a queue.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClusterExecutor } from '#jobs/executors/cluster.ts'
import type { Execution, Task } from '#jobs/executors/executor.ts'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { until } from '../support/until.ts'

const home = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const env = { ...process.env, SLURM_HOME: join(home, 'slurm'), SLURM_PORT: '29017' }
const script = join(import.meta.dir, '../support/slurmCluster.sh')
const slurm = (...args: string[]) =>
  Bun.spawn([script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).exited
const program = [process.execPath, join(import.meta.dir, '../../src/main.ts')]
const shared = join(home, 'shared')
mkdirSync(shared)
const scheduler = createSlurm({ program, there: folder => folder, threads: 1, options: [] })
const executor = createClusterExecutor({ scheduler, site: 'bench', folder: shared, ownCommand: program })
let count = 0

async function start(script: string): Promise<{ execution: Execution; folder: string }> {
  const folder = join(home, `task${++count}`)
  mkdirSync(join(folder, 'input'), { recursive: true })
  writeFileSync(join(folder, 'params.json'), '{}')
  const limits = {
    msMax: 600_000,
    memoryBytesMax: 50e6,
    outputBytesMax: 1e6,
    processesMax: 9,
    logBytesMax: 1e5,
  }
  const task: Task = { command: ['sh', '-c', script], folder, limits }
  return { execution: await executor.start(task, { analysisId: count, lease: count }), folder }
}

const cpuSeconds = ({ user, system }: { user: number; system: number }) => (user + system) / 1e6
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function measureDelays(times: number): Promise<string> {
  const [submitted, begun, ended]: [number[], number[], number[]] = [[], [], []]
  for (let i = 0; i < times; i++) {
    const at = Date.now()
    const { execution, folder } = await start('date +%s%3N >output/at')
    submitted.push(Date.now() - at)
    const ending = await until(async () => (await execution.poll()).ending)
    if (ending.kind !== 'exit' || ending.code !== 0) throw new Error(JSON.stringify(ending))
    const ranAt = Number(readFileSync(join(folder, 'output/at'), 'utf8'))
    begun.push(ranAt - at)
    ended.push(Date.now() - ranAt)
    await execution.cancel(0)
  }
  const tell = (values: number[]) => `${median(values)} ms (at most ${Math.max(...values)})`
  return `staged and submitted: ${tell(submitted)}; its process runs: ${tell(begun)}; its end is known here: ${tell(ended)} later`
}

async function measureWatching(attempts: number, seconds: number): Promise<string> {
  const all = await Promise.all(Array.from({ length: attempts }, () => start('sleep 600')))
  const before = process.cpuUsage()
  const looked = performance.now()
  while (performance.now() - looked < seconds * 1000) {
    for (const { execution } of all) await execution.poll()
    await Bun.sleep(100)
  }
  const ours = cpuSeconds(process.cpuUsage(before))
  const squeue = Bun.spawn(['squeue', '--me', '--noheader', '--states=all', '--format=%i|%T|%r|%N|%j'], {
    env: process.env,
    stdout: 'ignore',
  })
  await squeue.exited
  const { cpuTime } = squeue.resourceUsage()!
  await Promise.all(all.map(({ execution }) => execution.cancel(5000)))
  return `${attempts} attempts followed: ${((1000 * ours) / seconds).toFixed(1)} ms of CPU a second here; one squeue, every 10 s: ${(Number(cpuTime.total) / 1000).toFixed(0)} ms`
}

await slurm('up')
process.env.SLURM_CONF = join(env.SLURM_HOME, 'slurm.conf')
try {
  console.log(await measureDelays(10))
  console.log(await measureWatching(64, 30))
} finally {
  await executor.stop()
  await slurm('down')
  rmSync(home, { recursive: true, force: true })
}
process.exit(0)
