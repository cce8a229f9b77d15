import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { type ParseArgsConfig, parseArgs, promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Profiles, Progress, Result } from '#src/ensemble/contract.ts'
import { FaultError, messageOf, refusal } from '#src/ensemble/faults/index.ts'
import { type CurveFile, readCurve, readMatrix, readNames, takeText } from '#src/ensemble/formats/index.ts'
import { hashOfFile } from '#src/hashOfFile.ts'
import { AppError } from '../errors.ts'
import { UsageError } from './usage.ts'

/** What the commands of the science share: arguments, files, progress and the contract of their output. */

const threadsMax = 1024
const replicasMax = 1000

/** A file that was read, as a result records it. */
export type InputRecord = Result['inputs'][number]

/** Files read so far, for the `inputs` of the result. */
export class Inputs {
  readonly records: InputRecord[] = []

  /** The text of a file, of whatever encoding. Throws a usage error naming it when it cannot be read. */
  async text(path: string): Promise<string> {
    return takeText(await this.bytes(path))
  }

  /** The bytes of a file, decompressed where they begin like gzip. */
  async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(path, error)
    })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    this.records.push({ name: basename(path), sha256, bytes: bytes.length })
    return await this.inflated(bytes, path)
  }

  /** The text of a file in pieces, decompressed where its first bytes say gzip; for files too large to hold. */
  async *pieces(path: string): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    for await (const chunk of this.chunks(path)) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  }

  /** The bytes of a file, decompressed where its first bytes say gzip. */
  async *chunks(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const file = Bun.file(path)
    const start = await file
      .slice(0, 2)
      .bytes()
      .catch((error: NodeJS.ErrnoException) => {
        throw unreadable(path, error)
      })
    const compressed = start[0] === 0x1f && start[1] === 0x8b
    const hash = createHash('sha256')
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        hash.update(chunk)
        controller.enqueue(chunk)
      },
    })
    const bytes = (file.stream() as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(counted)
    let isWhole = false
    try {
      const plain = compressed ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes
      for await (const chunk of plain) yield chunk
      isWhole = true
    } catch (error) {
      if (!compressed) throw error
      throw refusal('structure.compressed_data_damaged', {}, { file: basename(path) })
    } finally {
      // Of a trajectory the frames behind the last one wanted are not read.
      const sha256 = isWhole ? hash.digest('hex') : await hashOfFile(path)
      this.records.push({ name: basename(path), sha256, bytes: file.size })
    }
  }

  /** The bytes themselves, or what they decompress to where they begin like gzip. */
  private async inflated(bytes: Buffer<ArrayBuffer>, path: string): Promise<Buffer<ArrayBuffer>> {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
    return await promisify(gunzip)(bytes).catch(() => {
      throw new UsageError(`${basename(path)}: the compressed data are damaged or cut off.`)
    })
  }
}

function unreadable(path: string, { code }: NodeJS.ErrnoException): UsageError {
  return new UsageError(code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`)
}

/** Parses arguments; an unknown or broken one is a usage error. */
export function argumentsOf<Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config)
  } catch (error) {
    const { message } = error as Error
    const ambiguous = message.match(/^Option '(?:-\w, )?(--[\w-]+)' argument is ambiguous/)
    if (ambiguous)
      throw new UsageError(`${ambiguous[1]} has no value; a negative one is written ${ambiguous[1]}=-1.`)
    throw new UsageError(message.split(/\. |\n/)[0])
  }
}

/** The number of an option, or undefined where it is not given. */
export function numberOption(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number))
    throw new UsageError(`--${name} is "${value}", not a number.`)
  return number
}

/** An option that must be one of a few words. */
export function wordOption<Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined || words.includes(value as Word)) return value as Word | undefined
  throw new UsageError(
    `--${name} is "${value}"; it must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`,
  )
}

/** An option that is one of a few words, or a number. */
export function wordOrNumber<Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | number | undefined {
  if (value === undefined || words.includes(value as Word)) return value as Word | undefined
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number))
    throw new UsageError(`--${name} is "${value}"; it must be ${words.join(', ')} or a number.`)
  return number
}

/** How many threads to use: all processor cores unless said. */
export const threadsOption = (value: string | undefined): number =>
  wholeOption('threads', value, [1, threadsMax]) ?? availableParallelism()

/** How often to simulate. */
export const replicasOption = (value: string | undefined): number | undefined =>
  wholeOption('replicas', value, [1, replicasMax])

/** An option that must be a whole number between two, both allowed. */
function wholeOption(
  name: string,
  value: string | undefined,
  [low, high]: readonly [number, number],
): number | undefined {
  const number = numberOption(name, value)
  if (number !== undefined && !(Number.isInteger(number) && number >= low && number <= high))
    throw new UsageError(`--${name} must be a whole number from ${low} to ${high}.`)
  return number
}

/** An option that must lie between two numbers, both allowed. */
export function rangeOption(
  name: string,
  value: string | undefined,
  [low, high]: readonly [number, number],
): number | undefined {
  const number = numberOption(name, value)
  if (number !== undefined && !(number >= low && number <= high))
    throw new UsageError(`--${name} is ${number}; it must lie between ${low} and ${high}.`)
  return number
}

/** A required option. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${name} is needed.`)
  return value
}

/** Reads the curve; its warnings go to standard error. */
export async function curveOf(
  inputs: Inputs,
  path: string,
  unit?: '1/A' | '1/nm' | 'guess',
): Promise<CurveFile> {
  const file = readCurve(await inputs.bytes(path), basename(path), { unit })
  for (const warning of file.warnings) console.error(messageOf(warning))
  if (file.unit === '1/nm' && unit !== '1/nm')
    console.error(`${basename(path)}: q is taken as 1/nm, as ${file.unitGuess.reason}; --unit changes it.`)
  return file
}

/** Reads a table of profiles at the points of a curve, with names of its models from a file where one is given. */
export async function profilesOf(
  inputs: Inputs,
  path: string,
  curve: CurveFile,
  namesPath?: string,
): Promise<Profiles> {
  const profiles = readMatrix(await inputs.text(path), basename(path), { curve })
  if (namesPath === undefined) return profiles
  const names = readNames(await inputs.text(namesPath))
  if (names.length !== profiles.names.length)
    throw new UsageError(
      `${basename(namesPath)} has ${names.length} names, ${basename(path)} has ${profiles.names.length} columns.`,
    )
  return { names, values: profiles.values }
}

/** Shows progress as one line that is written over, on a terminal only. */
export function showProgress({ stage, message }: Progress): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${stage}: ${message}`)
}

/** Ends the line of `showProgress`. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

/** Runs a command of the science, which may return an exit code; input and usage errors are told on standard error, with what to do, and 2. */
export async function withExitCodes(work: () => Promise<unknown>): Promise<number> {
  try {
    const code = await work()
    return typeof code === 'number' ? code : 0
  } catch (error) {
    endProgress()
    const isTold = [FaultError, UsageError, AppError].some(kind => error instanceof kind)
    if (!isTold) throw error
    const { message } = error as Error
    console.error(error instanceof FaultError ? `${message}\n${error.advice}` : message)
    return 2
  }
}
