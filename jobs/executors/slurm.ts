import { minuteMs } from '#src/durations.ts'
import { log } from '#src/log.ts'
import { shellWord } from '#src/shellWord.ts'
import { type Entry, type Listed, NotAnswering, partsOf } from './cluster.ts'
import type { TaskLimits } from './executor.ts'
import { schedulersWords } from './followAttempt.ts'

export interface SlurmOptions {
  /** Begins the command of a job: our program, as the nodes call it. */
  program: string[]
  /** The attempt's folder as the nodes see it. */
  there(folder: string): string
  threads: number
  /** The cluster's own, where there is none. */
  partition?: string
  /** Further arguments of sbatch. */
  options: string[]
}

/** How long a command of Slurm may take. Without its controller it gives up by itself after 9 to 18 s. */
const commandMsMax = minuteMs

/** Our own limits end a task in our words; Slurm's are for what gets past them. */
const spareMs = 5 * minuteMs
const spareMemory = (bytes: number) => bytes * 1.1 + 256e6

/** Slurm, by its commands: no other interface is the same from version to version. */
export function createSlurm(options: SlurmOptions) {
  const { program, there, threads: ownThreads, partition } = options

  async function submit(entry: Entry): Promise<string> {
    const first = entry.parts ? await submitParts(entry, entry.parts) : undefined
    return await submitOne(entry, schedulersWords, first ? [`--dependency=afterany:${first}`] : [])
  }

  /** They only make the rest quicker: where the cluster does not take an array of jobs, the rest does all of it. */
  async function submitParts(entry: Entry, parts: number): Promise<string | undefined> {
    const array = { ...entry, name: partsOf(entry.name) }
    return await submitOne(array, 'part-%a.txt', [`--array=1-${parts}`]).catch((error: Error) => {
      if (error instanceof NotAnswering) throw error
      log.warning('parts refused', { name: entry.name, error: error.message })
      return undefined
    })
  }

  async function submitOne(entry: Entry, output: string, more: string[]): Promise<string> {
    const { name, folder, limits, threads = ownThreads, slurm = [] } = entry
    const script = `#!/bin/sh\nexec ${[...program, 'attempt', there(folder)].map(shellWord).join(' ')}\n`
    const args = [
      '--parsable',
      `--job-name=${name}`,
      `--output=${there(folder)}/${output}`,
      '--chdir=/',
      // Nothing of our environment, which holds passwords, and no second start that we have not decided on.
      ...['--export=NIL', '--no-requeue'],
      ...['--nodes=1', '--ntasks=1', `--cpus-per-task=${threads}`],
      `--mem=${Math.ceil(spareMemory(limits.memoryBytesMax) / 1e6)}M`,
      `--time=${minutesOf(limits)}`,
      ...(partition === undefined ? [] : [`--partition=${partition}`]),
      ...options.options,
      ...slurm,
      ...more,
    ]
    const answer = await ask(['sbatch', ...args], script)
    const [id] = answer.trim().split(';')
    if (!id || !/^\d+$/.test(id)) throw new Error(`sbatch answered ${answer}`)
    return id
  }

  async function list(): Promise<Listed[]> {
    const format = '--format=%i|%T|%r|%N|%j'
    const answer = await ask(['squeue', '--me', '--array', '--noheader', '--states=all', format]).catch(
      error => {
        throw error instanceof NotAnswering ? error : new NotAnswering(String(error))
      },
    )
    return answer.split('\n').filter(Boolean).map(readLine)
  }

  async function cancel(name: string): Promise<void> {
    await ask(['scancel', '--me', `--name=${name}`])
  }

  /** What keeps a task with these limits from ever starting, in sentences. */
  async function examine(limits: TaskLimits): Promise<string[]> {
    const answer = await ask(['scontrol', '--oneliner', 'show', 'partition']).catch((error: Error) => error)
    if (answer instanceof Error) return [`The cluster does not answer: ${answer.message}`]
    const partitions = answer.split('\n').filter(Boolean).map(fieldsOf)
    const ours = partitions.find(({ PartitionName, Default }) =>
      partition === undefined ? Default === 'YES' : PartitionName === partition,
    )
    if (!ours) {
      const names = partitions.map(({ PartitionName }) => PartitionName).join(', ')
      return [
        `The cluster has no ${partition === undefined ? 'default partition' : `partition ${partition}`}. BIOCE_SLURM_PARTITION can be ${names}.`,
      ]
    }
    const faults: string[] = []
    if (ours.State !== 'UP') faults.push(`The partition ${ours.PartitionName} is ${ours.State}.`)
    if (minutesIn(ours.MaxTime) < minutesOf(limits))
      faults.push(
        `The partition ${ours.PartitionName} lets a job run for ${ours.MaxTime}, and an analysis asks for ${minutesOf(limits)} minutes: ` +
          'it would never start. Lower BIOCE_ANALYSIS_HOURS, or choose another partition.',
      )
    return faults
  }

  return { name: 'slurm', submit, list, cancel, examine }
}

const minutesOf = ({ msMax }: TaskLimits) => Math.ceil((msMax + spareMs) / minuteMs)

/** Minutes in [days-]hours:minutes:seconds. */
function minutesIn(text = 'UNLIMITED'): number {
  const parts = /^(?:(\d+)-)?(\d+):(\d+):(\d+)$/.exec(text)
  if (!parts) return Number.POSITIVE_INFINITY
  const [days, hours, minutes, seconds] = parts.slice(1).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return (days * 24 + hours) * 60 + minutes + seconds / 60
}

const fieldsOf = (line: string): Record<string, string | undefined> =>
  Object.fromEntries(line.split(' ').map(word => word.split('=') as [string, string]))

function readLine(line: string): Listed {
  const [id = '', state = '', reason = '', node = '', ...name] = line.split('|')
  const listed = { id, name: name.join('|'), node: node || undefined }
  if (waitingStates.has(state)) return { ...listed, state: 'waiting', ...describeWait(reason) }
  if (runningStates.has(state)) return { ...listed, state: 'running' }
  return { ...listed, state: 'over', endedBy: Object.hasOwn(ends, state) ? ends[state] : undefined }
}

/** A requeued or held job waits; SPECIAL_EXIT is one that an operator has put aside. */
const waitingStates = new Set([
  'PENDING',
  'REQUEUED',
  'REQUEUE_HOLD',
  'REQUEUE_FED',
  'SPECIAL_EXIT',
  'RESV_DEL_HOLD',
])
const runningStates = new Set([
  'RUNNING',
  'COMPLETING',
  'CONFIGURING',
  'SUSPENDED',
  'STOPPED',
  'SIGNALING',
  'STAGE_OUT',
  'RESIZING',
])

/** All other ends are told by the attempt itself, or are those of a node that is lost. */
const ends: Record<string, Listed['endedBy']> = {
  CANCELLED: 'operator',
  REVOKED: 'operator',
  PREEMPTED: 'preemption',
  TIMEOUT: 'time',
  DEADLINE: 'time',
  OUT_OF_MEMORY: 'memory',
}

/** Reasons that do not go away by themselves. */
const stuck =
  /^(PartitionTimeLimit|PartitionNodeLimit|BadConstraints|InvalidAccount|InvalidQOS|AccountNotAllowed|QOSNotAllowed|JobHeld|DependencyNeverSatisfied|.*MaxWall|.*MaxCpuPerJob|.*MaxCPU.*PerJob|.*MaxMem.*PerJob|.*MaxNode.*PerJob|launch.failed.requeued.held)/

function describeWait(reason: string): Pick<Listed, 'why' | 'isStuck'> {
  if (stuck.test(reason))
    return {
      why: `The cluster cannot start it (${reason}); the administrators have been notified`,
      isStuck: true,
    }
  const why = Object.hasOwn(waits, reason) ? waits[reason] : undefined
  return { why: why && `In the cluster's queue: ${why}` }
}

const waits: Record<string, string> = {
  Resources: 'it is next, and waits for a free node',
  Priority: 'other jobs go first',
  BeginTime: 'it may start in a moment',
  PartitionDown: 'its partition is closed for now',
  PartitionInactive: 'its partition is closed for now',
}

/** Asks one of Slurm's commands. @throws NotAnswering; Error with its words */
async function ask(command: string[], input = ''): Promise<string> {
  const [program = ''] = command
  const child = start(command, input)
  const late = setTimeout(() => child.kill('SIGKILL'), commandMsMax)
  const [out, words, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  clearTimeout(late)
  if (code === 0) return out
  const said = words.trim() || `it ended with ${child.signalCode ?? code}`
  const sentence = `${program}: ${said}`
  throw child.signalCode || unanswered.test(said) ? new NotAnswering(sentence) : new Error(sentence)
}

function start([program = '', ...args]: string[], input: string) {
  const path = Bun.which(program, { PATH: process.env.PATH })
  if (!path) throw new Error(`${program} is not installed.`)
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('BIOCE_'))
  return Bun.spawn([path, ...args], {
    env: { ...Object.fromEntries(ours), LC_ALL: 'C' },
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  })
}

/** What Slurm's commands say where the controller is away, or does not listen. */
const unanswered =
  /Unable to contact slurm controller|Unable to connect|Connection (refused|timed out|reset)|timed out|Zero Bytes|temporarily unable|Slurm backup controller|Protocol authentication error|Invalid authentication credential|Munge/i
