import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Curve,
  EnsembleError,
  firstDifference,
  type HydrationMode,
  type HydrationOptions,
  type Note,
  type Partials,
  type ProfileReport,
  profileTable,
  readCurve,
  reportProfiles,
  type Structure,
  streamStructures,
} from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { openThreads } from '#src/threads.ts'
import type { Command } from './index.ts'

/** A wrong call of the command: told with its usage, exit code 2. */
class UsageError extends Error {}

const modes = ['shared', 'fixed', 'per-model', 'none']
/** A line of progress no more often than this. */
const progressEveryMs = 1000

const options = {
  curve: { type: 'string' },
  q: { type: 'string' },
  hydration: { type: 'string' },
  c1: { type: 'string' },
  contrast: { type: 'string' },
  hydrogens: { type: 'string' },
  offset: { type: 'boolean' },
  absolute: { type: 'boolean' },
  partials: { type: 'boolean' },
  threads: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Profiles of structures, fitted to a curve or at given points: files in, one table or JSON object out. */
export const command: Command = {
  name: 'profile',
  summary: 'Calculate scattering profiles of PDB and mmCIF models, and fit them to a curve.',
  usage:
    'bioce profile MODEL... (--curve F | --q START:END:COUNT) [--hydration shared|fixed|per-model|none] [--c1 X]\n' +
    '         [--contrast X] [--hydrogens implicit|explicit] [--offset] [--absolute] [--partials] [--threads N]\n' +
    '         [--out F.dat|F.csv] [--json]',
  async run(args) {
    try {
      const request = parse(args)
      const report = await calculate(request)
      if (request.json) await Bun.write(Bun.stdout, `${JSON.stringify(report)}\n`)
      if (request.out)
        writeFileSync(request.out, profileTable(report, request.out.endsWith('.csv') ? 'csv' : 'dat'))
      if (!request.json && !request.out) await Bun.write(Bun.stdout, profileTable(report, 'dat'))
      return 0
    } catch (error) {
      const message = mistakeIn(error)
      if (message === undefined) throw error
      if (error instanceof EnsembleError && error.reason === 'cancelled') return 130
      console.error(error instanceof UsageError ? `${message}\nUsage: ${this.usage}` : message)
      return 2
    }
  },
}

interface Request {
  models: string[]
  curve: string | undefined
  q: Float64Array | undefined
  hydration: HydrationOptions
  explicitHydrogens: boolean
  absolute: boolean
  partials: boolean
  threads: number
  out: string | undefined
  json: boolean
}

function parse(args: string[]): Request {
  const { values, positionals: models } = parseArgs({ args, allowPositionals: true, options })
  if (models.length === 0) throw new UsageError('Name at least one model file.')
  if ((values.curve === undefined) === (values.q === undefined))
    throw new UsageError('Give either --curve or --q.')
  const mode = oneOf('hydration', values.hydration, modes) as HydrationMode | undefined
  if (values.q !== undefined && (mode === 'shared' || mode === 'per-model'))
    throw new UsageError(`--hydration ${mode} is fitted: it needs a --curve.`)
  const contrast = numberOf('contrast', values.contrast)
  if (mode === 'fixed' && contrast === undefined)
    throw new UsageError('--hydration fixed needs a --contrast.')
  const c1 = numberOf('c1', values.c1)
  if (mode === 'none' && (c1 !== undefined || contrast !== undefined))
    throw new UsageError('--hydration none has neither --c1 nor --contrast.')
  const threads = numberOf('threads', values.threads) ?? availableParallelism()
  if (!Number.isInteger(threads) || threads < 1)
    throw new UsageError('--threads must be a whole number from 1.')
  return {
    models,
    curve: values.curve,
    q: values.q === undefined ? undefined : pointsOf(values.q),
    hydration: { mode, c1, contrast, offset: values.offset },
    explicitHydrogens: oneOf('hydrogens', values.hydrogens, ['implicit', 'explicit']) === 'explicit',
    absolute: values.absolute ?? false,
    partials: values.partials ?? false,
    threads,
    out: values.out,
    json: values.json ?? false,
  }
}

async function calculate(request: Request): Promise<ProfileReport> {
  const curve = request.curve === undefined ? null : await curveFrom(request.curve)
  const q = curve ? curve.q : request.q!
  const partials = await partialsOfFiles(request, q[q.length - 1] || 0.5)
  return reportProfiles(partials, {
    q,
    curve,
    hydration: request.hydration,
    partials: request.partials,
    absolute: request.absolute,
  })
}

async function curveFrom(path: string): Promise<Curve> {
  const { curve, unit, unitGuess, warnings } = readCurve(await textOf(path), basename(path))
  console.error(`${basename(path)}: ${curve.q.length} points, q in ${unit} (${unitGuess.reason})`)
  for (const warning of warnings) console.error(warning)
  return curve
}

/** Calculates all models in parallel, in their order. A library of one composition may share its hydration. */
async function partialsOfFiles(request: Request, qMax: number): Promise<Partials[]> {
  const threads = openThreads<Tasks>(request.threads, reviveError)
  const stop = new AbortController()
  const onInterrupt = () => stop.abort(new EnsembleError('cancelled', 'Interrupted.'))
  process.once('SIGINT', onInterrupt)
  const warnings: Note[] = []
  const progress = showProgress()
  let first: Structure | undefined
  let difference = ''

  async function* inputs() {
    for await (const structure of structuresOf(request, warnings)) {
      first ??= structure
      difference ||= firstDifference(first, structure)
      if (difference !== '' && request.hydration.mode === 'shared')
        throw new EnsembleError('bad_library', difference)
      progress.read++
      yield { structure, options: { qMax } }
    }
  }

  try {
    const partials: Partials[] = []
    for await (const each of threads.map('partials', inputs(), { signal: stop.signal })) {
      partials.push(each)
      progress.show(partials.length)
    }
    for (const { file, line, message } of warnings)
      console.error(`${file}${line > 0 ? `, line ${line}` : ''}: ${message}`)
    if (difference !== '' && request.curve !== undefined && request.hydration.mode === undefined) {
      console.error(`${difference}. Hydration is fitted to each model alone.`)
      request.hydration.mode = 'per-model'
    }
    return partials
  } finally {
    process.off('SIGINT', onInterrupt)
    threads.close()
  }
}

async function* structuresOf(request: Request, warnings: Note[]): AsyncGenerator<Structure> {
  const reading = { hydrogens: request.explicitHydrogens ? ('explicit' as const) : ('implicit' as const) }
  for (const path of request.models) {
    yield* streamStructures(piecesOf(path), basename(path), reading, warnings)
  }
}

/** The text of a file in pieces, decompressed where its first bytes say gzip. */
async function* piecesOf(path: string): AsyncGenerator<string> {
  const file = Bun.file(path)
  const start = await file.slice(0, 2).bytes()
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

async function textOf(path: string): Promise<string> {
  let text = ''
  for await (const piece of piecesOf(path)) text += piece
  return text
}

/** A line now and then to standard error: models done, rate, time left where it is known. */
function showProgress() {
  const startedAt = performance.now()
  let shownAt = startedAt
  const progress = {
    /** Models read so far. */
    read: 0,
    show(done: number): void {
      const now = performance.now()
      if (now - shownAt < progressEveryMs) return
      shownAt = now
      const rate = (1000 * done) / (now - startedAt)
      console.error(`${done} models done, ${progress.read} read, ${rate.toFixed(1)} models/s`)
    },
  }
  return progress
}

/** START:END:COUNT as evenly spaced points. */
function pointsOf(text: string): Float64Array {
  const [start, end, count] = text.split(':').map(Number)
  const valid = start >= 0 && end >= start && Number.isInteger(count) && count >= 1 && count <= 100_000
  if (!valid || (count > 1 && end === start) || text.split(':').length !== 3)
    throw new UsageError(`--q ${text} is not START:END:COUNT, such as 0:0.5:101 in 1/A.`)
  return Float64Array.from({ length: count }, (_, i) =>
    count === 1 ? start : start + ((end - start) * i) / (count - 1),
  )
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--${name} must be a number from 0, not "${text}".`)
  return value
}

function oneOf(name: string, text: string | undefined, words: string[]): string | undefined {
  if (text !== undefined && !words.includes(text))
    throw new UsageError(`--${name} must be ${words.join(', ')}, not "${text}".`)
  return text
}

/** The sentence for an error that the caller made; undefined for a bug. */
function mistakeIn(error: unknown): string | undefined {
  if (error instanceof EnsembleError || error instanceof UsageError) return error.message
  const { code, path, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `${path}: there is no such file`
  if (code === 'EISDIR') return `${path}: this is a folder, not a file`
  if (code === 'EACCES' || code === 'EPERM') return `${path}: the file may not be read or written`
  if (code?.startsWith('ERR_PARSE_ARGS') || code?.startsWith('Z_')) return message
  return undefined
}
