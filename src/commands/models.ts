import { basename } from 'node:path'
import {
  EnsembleError,
  firstDifference,
  type Note,
  type Partials,
  type Structure,
  streamStructures,
} from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import type { Threads } from '#src/threads.ts'
import { showProgress, UsageError } from './science.ts'

/** Structure files on the command line: read piece by piece, gzip undone, their profiles calculated on threads. */

interface Calculation {
  paths: string[]
  hydrogens: 'implicit' | 'explicit'
  /** Largest q in 1/A. */
  qMax: number
  threads: Threads<Tasks>
  /** Refuse models that differ in composition. */
  oneComposition: boolean
}

/** Partial intensities of all models of all files, in order; remarks about the files go to standard error. */
export async function partialsOfModels({
  paths,
  hydrogens,
  qMax,
  threads,
  oneComposition,
}: Calculation): Promise<{
  partials: Partials[]
  /** The first difference in composition, '' if there is none. */
  difference: string
}> {
  const warnings: Note[] = []
  let first: Structure | undefined
  let difference = ''
  let read = 0

  async function* inputs() {
    for (const path of paths) {
      for await (const structure of streamStructures(
        piecesOf(path),
        basename(path),
        { hydrogens },
        warnings,
      )) {
        first ??= structure
        difference ||= firstDifference(first, structure)
        if (difference !== '' && oneComposition) throw new EnsembleError('bad_library', difference)
        read++
        yield { structure, options: { qMax } }
      }
    }
  }

  const partials: Partials[] = []
  const startedAt = performance.now()
  for await (const each of threads.map('partials', inputs())) {
    partials.push(each)
    const rate = ((1000 * partials.length) / (performance.now() - startedAt)).toFixed(1)
    const message = `${partials.length} models done, ${read} read, ${rate} models/s`
    showProgress({ stage: 'profiles', done: partials.length, total: read, message })
  }
  for (const { file, line, message } of warnings) {
    console.error(`${file}${line > 0 ? `, line ${line}` : ''}: ${message}`)
  }
  return { partials, difference }
}

/** The text of a file in pieces, decompressed where its first bytes say gzip. */
async function* piecesOf(path: string): AsyncGenerator<string> {
  const file = Bun.file(path)
  const start = await file
    .slice(0, 2)
    .bytes()
    .catch((error: NodeJS.ErrnoException) => {
      const cause = error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`
      throw new UsageError(`${path}: ${cause}.`)
    })
  const compressed = start[0] === 0x1f && start[1] === 0x8b
  const bytes = file.stream() as ReadableStream<Uint8Array<ArrayBuffer>>
  const decoder = new TextDecoder()
  try {
    const plain = compressed ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes
    for await (const chunk of plain) yield decoder.decode(chunk, { stream: true })
  } catch (error) {
    if (!compressed) throw error
    throw new EnsembleError('bad_structure', `${basename(path)}: the compressed data are damaged or cut off`)
  }
  yield decoder.decode()
}
