import { symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { madeUpCurve, type TrustProgress, testTrust } from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { openProgress } from '#src/method/progress.ts'
import { samplerOn } from '#src/method/samplerOn.ts'
import { pointsOf, type Question, readWeights } from '#src/method/simulation/question.ts'
import { writeSimulation } from '#src/method/simulation/results.ts'
import { openThreads } from '#src/threads.ts'
import { libraryOf } from './libraryOptions.ts'
import { readModels } from './measurements.ts'
import { Inputs } from './science.ts'
import { FieldFault, runTask, say } from './taskFaults.ts'
import { namesOfModels, placesIn } from './taskFiles.ts'
import { UsageError } from './usage.ts'

/** `bioce simulate --task [--check]`: the command of src/method/simulation/planning.ts, in the folder that docs/methods.md describes. */

interface Task {
  parameters: (Question & { radiation: 'x-rays' | 'neutrons'; d2o: number; seed: number }) | null
  inputs: { models?: { path: string; name: string }[] }
}

export async function runPlanTask([mode]: string[]): Promise<number> {
  return await runTask(mode, {
    async check() {
      await read()
      return []
    },
    async run() {
      const { parameters, weights, library, inputs } = await read()
      return await plan(parameters!, weights!, library, inputs)
    },
  })
}

/** What the task asks and the names of its models, each of them read. */
async function read() {
  const task: Task = await Bun.file('params.json').json()
  const library = libraryOf({}, await nameModels(task))
  const inputs = new Inputs()
  const names = await namesOfModels(library, inputs)
  if (names.length < 2) throw new UsageError('One model has no weights to ask about: give two or more.')
  const { parameters } = task
  return { parameters, weights: parameters && weightsOf(parameters, names), library, inputs }
}

/** The files of the models by the names of their owner. */
async function nameModels({ inputs: { models = [] } }: Task): Promise<string[]> {
  const { paths, place } = await placesIn(join('named', crypto.randomUUID()))
  for (const { path, name } of models) await symlink(resolve('input', path), place(name))
  return paths.sort()
}

function weightsOf({ truth, weights, from, to }: Question, names: string[]): number[] {
  if (from >= to) throw new FieldFault('to', 'The largest q must lie above the smallest.')
  if (truth !== 'chosen') return names.map(() => 1)
  const read = readWeights(weights ?? '', names)
  if (typeof read === 'string') throw new FieldFault('weights', read)
  return read
}

async function plan(
  asked: NonNullable<Task['parameters']>,
  weights: number[],
  files: ReturnType<typeof libraryOf>,
  inputs: Inputs,
) {
  const { percent, replicas, c1, contrast, radiation, d2o, spread = 0, seed } = asked
  const q = pointsOf(asked)
  const threads = openThreads<Tasks>(Number(process.env.OMP_NUM_THREADS ?? 2), reviveError)
  try {
    const beam = radiation === 'neutrons' ? { d2o, resolution: spread } : {}
    const own = Object.fromEntries(
      Object.entries({ radiation, ...beam }).map(([name, of]) => [name, String(of)]),
    )
    say({ stage: 'profiles', done: 0, total: replicas, message: 'Calculating the profiles' })
    const sources = { inputs, files, names: undefined, model: {}, threads }
    const { library, species } = await readModels(own, q, sources)
    const input = { curve: madeUpCurve({ q }, library, percent / 100), library, species }
    const progress = await openProgress<TrustProgress>(
      'checkpoint',
      asked,
      console.error,
      ({ recovered }) => `${recovered.length} simulated curves are inferred`,
    )
    const found = await testTrust(
      input,
      { seed, radiation, ...beam },
      { replicas, ensemble: { weights, hydration: { mode: 'fixed', c1, contrast } } },
      {
        report: say,
        reached: progress.reached,
        keepReached: progress.keep,
        run: samplerOn(threads),
      },
    )
    return await writeSimulation('output', found, asked)
  } finally {
    threads.close()
  }
}
