import { type Fault, type FaultCode, FaultError, messageOf } from '#src/ensemble/faults/index.ts'
import {
  inWater,
  type ModelPartials,
  neutronsOf,
  type Partials,
  type RadiationOptions,
} from '#src/ensemble/index.ts'
import { firstDifference, numberSpecies, type Structure } from '#src/ensemble/structures/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import type { Threads } from '#src/threads.ts'
import { type LibraryFiles, modelsOf } from './libraryOptions.ts'
import { Inputs, showProgress } from './science.ts'

/** Models on the command line: read piece by piece, their profiles calculated on threads. */

/** What c1 and the contrast in e/A^3 may be when they are given: well beyond what is ever found. */
export const c1Given = [0.5, 2] as const
export const contrastGiven = [-1, 1] as const

interface Calculation {
  /** Records the files that are read. */
  inputs: Inputs
  library: LibraryFiles
  hydrogens: 'implicit' | 'explicit'
  radiation: RadiationOptions
  /** Largest q in 1/A. */
  qMax: number
  threads: Threads<Tasks>
  /** Refuse models that differ in composition. */
  oneComposition: boolean
}

/** Partial intensities of all models of all files, in order; remarks about the files go to standard error. */
export async function partialsOfModels({
  inputs,
  library,
  hydrogens,
  radiation,
  qMax,
  threads,
  oneComposition,
}: Calculation): Promise<{
  /** In their water, and before it is known. */
  partials: Partials[]
  models: ModelPartials[]
  /** The first difference in composition, if there is one and the models are no mixture. */
  difference: Fault<FaultCode> | undefined
  /** Of a mixture: the kind of particle of each model, from 0. */
  species: number[] | undefined
}> {
  const neutrons = neutronsOf(radiation)
  const warnings: Fault<FaultCode>[] = []
  let first: Structure | undefined
  let difference: Fault<FaultCode> | undefined
  let read = 0
  const speciesOf = library.mixture ? numberSpecies() : undefined
  const kinds: number[] = []

  async function* structures() {
    for await (const structure of modelsOf(library, inputs, { hydrogens }, warnings)) {
      first ??= structure
      if (speciesOf) kinds.push(speciesOf(structure))
      else difference ??= firstDifference(first, structure)
      if (difference && oneComposition) throw new FaultError(difference)
      read++
      yield { structure, neutrons, options: { qMax } }
    }
  }

  const models: ModelPartials[] = []
  const startedAt = performance.now()
  for await (const each of threads.map('partials', structures())) {
    models.push(each)
    const rate = ((1000 * models.length) / (performance.now() - startedAt)).toFixed(1)
    const message = `${models.length} models done, ${read} read, ${rate} models/s`
    showProgress({ stage: 'profiles', done: models.length, total: read, message })
  }
  for (const warning of warnings) console.error(messageOf(warning))
  return {
    partials: models.map(model => inWater(model, neutrons)),
    models,
    difference,
    species: kinds.some(kind => kind > 0) ? kinds : undefined,
  }
}

/** The models of the files once more, each under the name that its profile has. */
export async function* structuresIn(
  library: LibraryFiles,
  profiles: { name: string }[],
): AsyncGenerator<{ structure: Structure; index: number }> {
  let index = 0
  for await (const structure of modelsOf(library, new Inputs()))
    yield { structure: { ...structure, name: profiles[index]!.name }, index: index++ }
}
