import { join } from 'node:path'
import type { Confinement } from '#src/confinement.ts'
import { markName } from '#src/container.ts'
import { hourMs } from '#src/durations.ts'
import { bytesOf } from '#src/tree.ts'
import type { Ending, Execution, Executor, LimitReason, Task, TaskLimits } from './executor.ts'
import { createOutputReader } from './output.ts'
import { openProcesses } from './processes.ts'

/**
 * Memory is watched and not limited by the kernel: a limit on addresses (ulimit -v) says nothing, because a JavaScript
 * process that uses 30 MB has reserved 6 GB of them, and a cgroup takes rights over the machine that we do not ask for.
 * Where a service manager gives one (MemoryMax), our children are in it, and are the first that the kernel ends.
 */
const usageEveryMs = 250
const sizeEveryMs = 1000

/**
 * The shell around every command, the leader of its process group. It lowers the command's priority, offers it to
 * the kernel first when memory runs out, and holds the read end of a pipe whose write end is ours: when we die,
 * however we die, the pipe closes, and what left the group and then the group itself is killed. So no orphan survives its
 * supervisor. The command alone has the mark in its environment, by which processes.ts finds what it started.
 */
const guard = `
trap : TERM INT HUP
exec 3<&0
{ trap '' TERM INT HUP; while read -r _; do :; done
  grep -ls "$2" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do kill -9 "$pid"; done
  kill -9 0; } <&3 >/dev/null 2>&1 &
guard=$!
echo 1000 2>/dev/null >/proc/self/oom_score_adj
ulimit -c 0
ulimit -n 1024
ulimit -f "$1"
mark=$2
shift 2
nice -n 10 env "$mark" "$@" </dev/null 3<&-
code=$?
kill -9 $guard 2>/dev/null
exit $code`

/** Runs commands as child processes of this one, each in a process group of its own; those with a reach are confined. */
export const createLocalExecutor = (confinement?: () => Confinement): Executor => ({
  start: task => start(task, task.reach && confinement?.()),
})

export const localExecutor = createLocalExecutor()

async function start(task: Task, confinement: Confinement | undefined): Promise<Execution> {
  const { limits, folder, reach = { reads: [], writes: [], programs: [], network: true } } = task
  await confinement?.handOver(folder, reach)
  const command = confinement?.confine(folder, task.command, reach) ?? task.command
  const own = confinement?.own(reach) ?? { processes: 0, bytes: 0 }
  const fileBlocks = String(Math.ceil(limits.outputBytesMax / 512))
  const output = createOutputReader(join(folder, 'log.txt'), limits.logBytesMax)
  const mark = crypto.randomUUID()
  const child = Bun.spawn(['sh', '-c', guard, 'sh', fileBlocks, `${markName}=${mark}`, ...command], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC', ...task.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const processes = openProcesses(child.pid, mark)
  const startedAt = performance.now()
  let usageAt = startedAt
  let sizeAt = startedAt
  let stoppedBy: { reason: LimitReason; message: string } | undefined
  let ending: Ending | undefined
  const over = Promise.all([output.read(child.stdout, true), output.read(child.stderr, false), child.exited])
  const finished = child.exited.then(async () => {
    await processes.end() // what it may have left running; this also ends the streams
    await over
    await confinement?.takeBack(folder, reach)
    const cpu = child.resourceUsage()?.cpuTime.total
    ending = { ...describeEnding(), cpuMs: cpu === undefined ? undefined : Math.round(Number(cpu) / 1000) }
    output.close()
  })

  function describeEnding(): Ending {
    const logTail = output.logTail()
    if (stoppedBy) return { kind: 'limit', ...stoppedBy, logTail }
    const code = child.exitCode ?? 255
    if (code === 128 + fileTooLarge)
      return { kind: 'limit', reason: 'output', message: tooMuchOutput(limits), logTail }
    if (child.signalCode || code > 128)
      return { kind: 'killed', signal: String(child.signalCode ?? code - 128), logTail }
    const { reason, message, summary, findings } = output.lastObject()
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 1000) : undefined)
    return { kind: 'exit', code, reason: text(reason), message: text(message), summary, findings, logTail }
  }

  async function poll() {
    if (!ending && !stoppedBy) {
      stoppedBy = await brokenLimit()
      if (stoppedBy) await processes.end()
    }
    return { progress: output.lastProgress(), ending }
  }

  async function brokenLimit(): Promise<typeof stoppedBy> {
    const now = performance.now()
    if (now - startedAt > limits.msMax) return { reason: 'timeout', message: tookTooLong(limits) }
    if (now - usageAt >= usageEveryMs) {
      usageAt = now
      const living = processes.find()
      if (living.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) > limits.memoryBytesMax + own.bytes)
        return {
          reason: 'memory',
          message: tookTooMuchMemory(limits),
        }
      if (living.length > limits.processesMax + guardProcesses + own.processes)
        return { reason: 'processes', message: `It started more than ${limits.processesMax} processes.` }
    }
    if (now - sizeAt >= sizeEveryMs) {
      sizeAt = now
      if ((await bytesWritten()) > limits.outputBytesMax)
        return { reason: 'output', message: tooMuchOutput(limits) }
    }
    return undefined
  }

  async function bytesWritten(): Promise<number> {
    let bytes = 0
    for (const path of [folder, ...reach.writes]) bytes += await bytesOf(path)
    return bytes
  }

  async function cancel(graceMs: number): Promise<void> {
    processes.signal('SIGTERM')
    const insist = setTimeout(() => void processes.end(), graceMs)
    await finished
    clearTimeout(insist)
  }

  return { poll, cancel }
}

/** SIGXFSZ on Linux and macOS: a single file grew beyond the limit. */
const fileTooLarge = 25
export const tookTooLong = (limits: TaskLimits) => `It was stopped after ${hours(limits.msMax)}.`
export const tookTooMuchMemory = (limits: TaskLimits) =>
  `It used more than ${megabytes(limits.memoryBytesMax)} of memory.`
const tooMuchOutput = (limits: TaskLimits) => `It wrote more than ${megabytes(limits.outputBytesMax)}.`

/** The shell and its watcher. */
const guardProcesses = 2

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
const hours = (ms: number) => (ms < hourMs ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / hourMs)} h`)
