import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Report } from '#src/ensemble/contract.ts'
import type { Partials, Structure } from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import type { Threads } from '../threads.ts'
import { contentHash } from './contentHash.ts'
import { structuresOf } from './models.ts'

/** Grows when the calculation changes, so that no result is made of numbers of two versions. */
const cacheVersion = 3

interface Calculation {
  /** Holds `input/` with the study's files and `cache/` with what was calculated before. */
  folder: string
  study: StudyRecord
  qMax: number
  threads: Threads<Tasks>
  report: Report
  now: () => number
}

/**
 * The partial intensities of every model of a study, in library order. What lies in the cache, named by the content of
 * the model that it was calculated from, is not calculated again.
 */
export async function partialsOfStudy({
  folder,
  study,
  qMax,
  threads,
  report,
  now,
}: Calculation): Promise<Partials[]> {
  const total = study.models.length
  const found: Partials[] = new Array(total)
  const missing: number[] = []
  const startedAt = now()
  let done = 0

  async function* wanted() {
    for await (const { structure, index } of structuresOf(folder, study)) {
      const path = cachePath(folder, structure, qMax)
      const cached = await readCached(path)
      if (cached) {
        found[index] = cached
        done++
        continue
      }
      missing.push(index)
      paths.set(index, path)
      yield { structure, options: { qMax } }
    }
  }
  const paths = new Map<number, string>()

  await report({ stage: 'profiles', done, total, message: 'Calculating profiles' })
  await mkdir(join(folder, 'cache'), { recursive: true })
  let next = 0
  for await (const partials of threads.map('partials', wanted())) {
    const index = missing[next++]!
    found[index] = partials
    await writeCached(paths.get(index)!, partials)
    done++
    const rate = (next / Math.max(1, now() - startedAt)) * 1000
    const left = Math.ceil((total - done) / rate)
    await report({
      stage: 'profiles',
      done,
      total,
      message: `Calculating profiles, ${rate.toFixed(1)} models/s, ${left} s left`,
    })
  }
  return found.map((partials, index) => ({ ...partials, name: study.models[index]!.name }))
}

function cachePath(folder: string, structure: Structure, qMax: number): string {
  return join(folder, 'cache', `partials-v${cacheVersion}-${contentHash([structure, qMax]).slice(0, 32)}`)
}

async function readCached(path: string): Promise<Partials | undefined> {
  if (!existsSync(path)) return
  try {
    return deserialize(await readFile(path)) as Partials
  } catch {
    return // a file that a crash cut short is calculated again
  }
}

async function writeCached(path: string, partials: Partials): Promise<void> {
  await writeFile(`${path}.part`, serialize(partials))
  await rename(`${path}.part`, path)
}
