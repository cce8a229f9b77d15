import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Report } from '#src/ensemble/contract.ts'
import {
  inWater,
  type ModelPartials,
  neutronsOf,
  type Partials,
  type RadiationOptions,
} from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import type { LibraryFile } from '#src/studies/record.ts'
import { hourMs } from '../durations.ts'
import type { Threads } from '../threads.ts'
import { hashOf } from './contentHash.ts'
import { modelCounts, modelsIn } from './models.ts'

/** Grows when the calculation or a reader of structures changes, so that no result is made of numbers of two versions. */
const cacheVersion = 9

/** Every `of`-th model of a library, from the `index`-th on; both begin at 1. */
export interface Part {
  index: number
  of: number
}

interface Calculation {
  /** Holds `input/` with the study's files and `cache/` with what was calculated before. */
  folder: string
  study: { library: LibraryFile[]; models: { name: string }[] }
  radiation: RadiationOptions
  qMax: number
  threads: Threads<Tasks>
  report: Report
  /** All but these are left out. */
  part?: Part
}

/**
 * The partial intensities of every model of a study, in library order. What lies in the cache, named by the content of
 * the file that the model stands in and its place there, is not calculated again, and a file is read only where a model of it
 * is missing. Of a part, the other models are there only if they lie in the cache.
 */
export async function partialsOfStudy({
  folder,
  study,
  radiation,
  qMax,
  threads,
  report,
  part = { index: 1, of: 1 },
}: Calculation): Promise<Partials[]> {
  const total = study.models.length
  const found: Partials[] = new Array(total)
  const neutrons = neutronsOf(radiation)
  const contents = neutrons ? [qMax, neutrons.exchange, ...neutrons.deuteratedChains] : [qMax]
  const missing: number[] = []
  let done = 0
  const isWanted = (index: number) => !found[index] && index % part.of === part.index - 1

  async function* wanted() {
    let first = 0
    for (const [f, file] of study.library.entries()) {
      const models = counts?.[f]
      const known = await readAllCached(folder, file, models, contents)
      known.forEach((partials, place) => {
        found[first + place] = inWater(partials, neutrons)
      })
      done += known.size
      if (models !== undefined && !indicesFrom(first, models).some(isWanted)) {
        first += models
        continue
      }
      let place = 0
      for await (const structure of modelsIn(folder, file)) {
        const index = first + place
        const path = cachePath(folder, file, place++, contents)
        if (!isWanted(index)) continue
        missing.push(index)
        paths.set(index, path)
        yield { structure, neutrons, options: { qMax } }
      }
      first += place
    }
  }
  const paths = new Map<number, string>()
  const counts = modelCounts(study)

  // How long the rest takes is for whoever follows the whole run to say.
  const reportDone = () => report({ stage: 'profiles', done, total, message: 'Calculating profiles' })
  await reportDone()
  await mkdir(join(folder, 'cache'), { recursive: true })
  await removeAbandoned(join(folder, 'cache'))
  let next = 0
  for await (const partials of threads.map('partials', wanted())) {
    const index = missing[next++]!
    found[index] = inWater(partials, neutrons)
    await writeCached(paths.get(index)!, partials)
    done++
    await reportDone()
  }
  return found.map((partials, index) => ({ ...partials, name: study.models[index]!.name }))
}

function cachePath(
  folder: string,
  { sha256, trajectory, reading }: LibraryFile,
  place: number,
  calculation: readonly unknown[],
): string {
  const content = trajectory
    ? [sha256, trajectory.topology.sha256, trajectory.first + place * trajectory.every, ...calculation]
    : [sha256, place, ...calculation]
  const key = hashOf(JSON.stringify(reading?.keepSolvent ? [...content, 'solvent'] : content)).slice(0, 32)
  return join(folder, 'cache', `partials-v${cacheVersion}-${key}`)
}

const indicesFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)

/** The models of a file that lie in the cache, by their place in the file. */
async function readAllCached(
  folder: string,
  file: LibraryFile,
  models: number | undefined,
  calculation: readonly unknown[],
) {
  const known = new Map<number, ModelPartials>()
  for (let place = 0; models === undefined || place < models; place++) {
    const partials = await readCached(cachePath(folder, file, place, calculation))
    if (partials) known.set(place, partials)
    else if (models === undefined) break
  }
  return known
}

async function readCached(path: string): Promise<ModelPartials | undefined> {
  if (!existsSync(path)) return
  try {
    return deserialize(await readFile(path)) as ModelPartials
  } catch {
    return // a file that a crash cut short is calculated again
  }
}

const unfinished = '.part-'

async function writeCached(path: string, partials: ModelPartials): Promise<void> {
  const part = `${path}${unfinished}${hostname()}-${process.pid}` // on a cluster several may write to one folder
  await writeFile(part, serialize(partials))
  await rename(part, path)
}

/** A file is written in milliseconds; clocks of the machines of a cluster may differ by minutes. */
const abandonedMs = hourMs

/** Removes what writers that were killed have left. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.includes(unfinished)) continue
    const path = join(cache, name)
    const written = (await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - written > abandonedMs) await rm(path, { force: true })
  }
}
