import { afterAll, beforeAll } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAnalysis } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import type { Method } from '#jobs/analysisRunner.ts'
import type { LastingExecutor } from '#jobs/executors/executor.ts'
import { createLocalExecutor } from '#jobs/executors/local.ts'
import { createRunners, lanesFor } from '#jobs/runners.ts'
import { startWorker, type WorkerOptions } from '#jobs/worker.ts'
import type { Confinement } from '#src/confinement.ts'
import { type Files, openFiles } from '#src/files.ts'
import type { Mailer, OutgoingMail } from '#src/mail.ts'
import type { publicArchives } from '#src/studies/accessions.ts'
import { freshDatabase, temporaryFolder } from './database.ts'
import { analysisOf, member, studyOf } from './people.ts'
import { program } from './program.ts'
import { recordOf } from './records.ts'
import { until } from './until.ts'

/** What tests give an analysis instead of science: shell commands, each in a folder of its own. */
const scripts: Record<string, string> = {
  quick: 'echo done > output/result.txt',
  slow: 'for i in 1 2 3 4 5 6 7 8 9 10; do echo "{\\"stage\\":\\"sampling\\",\\"done\\":$i,\\"total\\":10}"; sleep 0.1; done; echo done > output/result.txt',
  held: 'echo "{\\"stage\\":\\"sampling\\",\\"done\\":3,\\"total\\":10}"; until [ -e checkpoint/go ]; do sleep 0.02; done; echo done > output/result.txt',
  brief: 'echo $$ > output/pid; sleep 0.3; echo done > output/result.txt',
  long: 'echo $$ > output/pid; sleep 60; echo done > output/result.txt',
  endless: 'echo $$ > output/pid; sleep 600; echo done > output/result.txt',
  poison: 'echo $$ > output/pid; kill -9 $$',
  refuses: 'echo "{\\"reason\\":\\"no_fit\\",\\"message\\":\\"Nothing fits.\\"}"; exit 1',
  breaks:
    'echo "{\\"stage\\":\\"sampling\\",\\"message\\":\\"on it\\"}"; echo "Traceback: oh no" >&2; exit 3',
  forgets: 'true',
}

export const usualLimits = {
  msMax: 20_000,
  memoryBytesMax: 500e6,
  outputBytesMax: 5e6,
  processesMax: 20,
  logBytesMax: 20_000,
}

interface More {
  inflatedBytesMax?: number
  limits?: Partial<typeof usualLimits>
  methods?: [string, Method][]
  mailer?: Mailer
  /** Comes before the command that checks an upload, as its arguments. */
  checkThrough?: string[]
  /** Comes between the worker and its files, to make them fail. */
  spoil?: (files: Files) => Files
  /** Confines methods, given the data folder. */
  confine?: (folder: string) => Confinement
  /** Servers that stand for the public archives. */
  archives?: typeof publicArchives
  /** Where analyses run, if not here. */
  cluster?: LastingExecutor
  /** From how many CPU minutes of profiles on these are calculated in parts there. */
  splitMinutes?: number
  /** Its database, if not one of its own. */
  db?: Database & { path: string }
  /** Where its data lie, if not in a folder of its own. */
  folder?: string
}

/** A worker's options over a database and a data folder, with its mails in a list. */
export function workOptions(db: Database, folder: string, more: More = {}) {
  const whole = openFiles(join(folder, 'userData'), join(folder, 'failedAnalyses'))
  const files = more.spoil?.(whole) ?? whole
  const mails: OutgoingMail[] = []
  const methods = new Map<string, Method>(more.methods)
  for (const [name, script] of Object.entries(scripts))
    methods.set(name, { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
  const confinement = more.confine?.(folder)
  const runners = createRunners({
    files,
    executor: createLocalExecutor(confinement && (() => confinement)),
    cluster: more.cluster,
    splitMinutes: more.splitMinutes,
    checkCommand: [...(more.checkThrough ?? []), ...program, 'check'],
    inflatedBytesMax: more.inflatedBytesMax ?? 100e6,
    uploadBytesMax: 10e6,
    archives: more.archives,
    methods,
    limits: { ...usualLimits, ...more.limits },
    mailer: more.mailer ?? { send: async mail => void mails.push(mail) },
    compose: async (_db, mail) => ({ subject: mail.kind, text: JSON.stringify(mail.facts) }),
    host: 'bioce.example',
    backup: { make: async () => ({ name: 'none', missing: [] }), prune: async () => 0, keep: 0 },
    selfTest: { command: ['true'] },
    pollMs: 20,
    progressMs: 50,
  })
  const timing = { pollMs: 20, watchMs: 50, beatMs: 200, silentMs: 1000 }
  const options: WorkerOptions = { db, runners, lanes: lanesFor(2), version: 'test', timing }
  return { files, mails, methods, options }
}

/** A place to work in: a database, folders, one member with a study, and analyses by the name of a script. */
export async function openWork(more: More = {}) {
  const folder = more.folder ?? temporaryFolder()
  const db = more.db ?? freshDatabase()
  const { files, mails, methods, options } = workOptions(db, folder, more)
  const [ada, study] = await db.write(async tx => {
    const ada = await member(tx, 'ada')
    return [ada, await studyOf(tx, ada)]
  })
  let count = 0

  async function submit(method: string, parameters = {}): Promise<Analysis> {
    const now = Date.now()
    return await db.write(async tx => {
      const analysis = await analysisOf(tx, study, `${method} ${++count}`, {
        method,
        parameters,
        createdAt: now,
      })
      const home = files.analysis(ada.id, study.id, analysis.id)
      mkdirSync(join(home, 'input'), { recursive: true })
      const record = recordOf()
      writeFileSync(join(home, 'params.json'), JSON.stringify({ name: method, study: record, parameters }))
      writeFileSync(join(home, 'input/curve.dat'), '# q I sigma\n0.01 10 1\n0.02 20 1\n0.03 60 1\n')
      const payload = { analysisId: analysis.id }
      const uniqueKey = `analysis:${analysis.id}`
      await enqueue(tx, { kind: 'analysis', payload, userId: ada.id, uniqueKey }, now)
      return analysis
    })
  }

  const home = (analysis: Analysis) => files.analysis(ada.id, study.id, analysis.id)
  /** Lets a `held` analysis that has shown its progress go on to its end. */
  const release = (analysis: Analysis) => writeFileSync(join(home(analysis), 'checkpoint/go'), '')
  const row = (analysis: Analysis) => findAnalysis(db.read, analysis.id)
  const ended = (analysis: Analysis, withinMs?: number) =>
    until(async () => {
      const now = await row(analysis)
      return now && now.state !== 'waiting' && now.state !== 'running' ? now : undefined
    }, withinMs)
  const start = (over: Partial<WorkerOptions> = {}) => startWorker({ ...options, ...over })

  /** The process id that the `long` script wrote into its attempt's folder. */
  const startedPid = (analysis: Analysis, otherThan?: number) =>
    until(() => {
      const attempt = readdirSync(home(analysis)).find(name => name.startsWith('attempt'))
      const file = join(home(analysis), attempt ?? '', 'output/pid')
      const pid = attempt && existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
      return pid > 0 && pid !== otherThan ? pid : undefined
    })

  /** A supervisor in a process of its own, to be stopped and killed. */
  async function spawnWorker(slots = 2, aheadMs = 0, drainMs = 2000, silentMs = options.timing!.silentMs!) {
    const program = join(import.meta.dir, 'workerProcess.ts')
    const numbers = [slots, aheadMs, drainMs, silentMs].map(String)
    const child = Bun.spawn([process.execPath, program, db.path, folder, ...numbers], {
      env: process.env, // as tests have changed it
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const chunk of child.stdout) if (new TextDecoder().decode(chunk).includes('ready')) break
    return child
  }

  return {
    folder,
    db,
    files,
    ada,
    study,
    mails,
    methods,
    options,
    submit,
    release,
    home,
    row,
    ended,
    start,
    startedPid,
    spawnWorker,
  }
}

/** A method for each script of the shell. */
export function shellMethods(scripts: Record<string, string>, optional?: boolean): [string, Method][] {
  return Object.entries(scripts).map(([name, script]) => [
    name,
    { command: ['sh', '-c', script], results: [{ file: 'result.txt', optional }] },
  ])
}

/** Runs one worker for all tests of the file; the database closes behind it. */
export function workForThisFile({
  start,
  db,
}: Pick<Awaited<ReturnType<typeof openWork>>, 'start' | 'db'>): void {
  let worker: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    worker = await start()
  })
  afterAll(async () => {
    await worker.stop(0)
    db.close()
  })
}

/** True while a process exists (a zombie does not count). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z')
  } catch {
    return false
  }
}
