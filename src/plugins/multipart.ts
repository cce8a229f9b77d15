import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { troubleIn } from '#db/index.ts'
import { minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from './csrf.ts'
import { formHash } from './formHash.ts'
import { cleanName, limitedTo, openParser, tooLarge } from './formParser.ts'
import { unstorable } from './plainTexts.ts'
import { type ReceivedFile, receiveFile } from './receivedFile.ts'

export interface ReceivedForm {
  fields: Record<string, string>
  files: ReceivedFile[]
  /** Of all that the form says: see formHash.ts. */
  hash: string
}

/** Who sends a form: an upload ends with the session or the token that it belongs to. */
export interface Sender {
  /** What the form must carry one of; null of a program, whose token no browser sends by itself. */
  csrfTokens: Buffer[] | null
  isStillIn(): Promise<boolean>
}

interface Limits {
  /** Into which files are written, as 0, 1, 2 ... */
  folder: string
  /** Of the whole body. */
  bytesMax: number
  filesMax: number
  sender: Sender
  /** Of fields that may come several times: they are told as lines. */
  lists?: readonly string[]
  /** Hears the text fields before the first file is written; they come first in our forms. */
  onFields?(fields: Record<string, string>): void
  /** The whole form must have arrived by then. */
  msMax?: number
}

const lookEveryMs = 1000
/** Slower than this is no connection, but somebody who holds one. */
const bytesPerSecondMin = 50_000

/**
 * Streams a multipart form to disk; memory does not grow with the upload. However it ends, no file is left open.
 * @throws AppError 401 when the session ends meanwhile, 403 without the form's token, 408 after its time, 413 beyond the
 * limits, 422 when the body is cut short or not a form
 */
export async function receiveForm(
  request: Request,
  {
    folder,
    bytesMax,
    filesMax,
    sender: { csrfTokens, isStillIn },
    lists = [],
    onFields,
    msMax = minuteMs + (bytesMax / bytesPerSecondMin) * 1000,
  }: Limits,
): Promise<ReceivedForm> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
  const form: ReceivedForm = { fields: Object.create(null), files: [], hash: '' }
  const parser = openParser(request, filesMax)
  const writes: Promise<unknown>[] = []
  const ending = new AbortController()
  const { signal } = ending
  const stop = (reason: unknown) => ending.abort(reason) // the first reason is told
  let checked = false
  const beforeFiles = () => {
    checked = true
    if (csrfTokens) checkCsrf({ csrfTokens }, form.fields.csrf)
    onFields?.(form.fields)
  }
  const checkStillIn = async () => {
    if (!(await isStillIn())) throw signedOut()
  }

  parser.on('field', (name, value, info) => {
    if (info.valueTruncated || info.nameTruncated) stop(new AppError('invalid', 'A text field is too long.'))
    else if (!name) stop(nameless())
    else if (value.includes('\0')) stop(unstorable(name))
    else if (lists.includes(name)) form.fields[name] = [form.fields[name] ?? [], value].flat().join('\n')
    else if (Object.hasOwn(form.fields, name))
      stop(new AppError('invalid', `The field "${name}" was sent twice.`))
    else form.fields[name] = value
  })
  parser.on('file', (field, stream, info) => {
    stream.on('error', () => {}) // the body's own error tells it
    try {
      if (!field) throw nameless()
      if (!checked && !signal.aborted) beforeFiles()
    } catch (error) {
      stop(error)
    }
    // What was parsed before the end still comes, and nothing will end it.
    if (signal.aborted) return stream.destroy()
    if (!info.filename) return stream.resume()
    const path = join(folder, String(form.files.length))
    const file = { field, name: cleanName(info.filename), path, bytes: 0, sha256: '' }
    form.files.push(file)
    const { written, closed } = receiveFile(stream, file, signal)
    writes.push(written.catch(stop), closed)
  })
  parser.on('filesLimit', () =>
    stop(new AppError('invalid', `The form contains more than ${filesMax} files. Pack them into one .zip.`)),
  )
  for (const limit of ['fieldsLimit', 'partsLimit'] as const)
    parser.on(limit, () => stop(new AppError('invalid', 'The form has too many parts.')))

  const watch = setInterval(() => void checkStillIn().catch(stop), lookEveryMs)
  const deadline = setTimeout(() => stop(tooSlow()), msMax)
  try {
    await pipeline(Readable.fromWeb(request.body as never), limitedTo(bytesMax), parser, { signal })
    await Promise.all(writes)
    signal.throwIfAborted()
  } catch (error) {
    stop(error)
    await Promise.all(writes)
    throw isReported(signal.reason) ? signal.reason : brokenOff()
  } finally {
    clearInterval(watch)
    clearTimeout(deadline)
  }
  if (!checked) beforeFiles()
  await checkStillIn()
  return { ...form, hash: formHash(form.fields, form.files) }
}

/** Not what a broken body does to a parser, but what people are told as it is. */
const isReported = (error: unknown) =>
  error instanceof AppError ||
  troubleIn(error) !== undefined ||
  ['ENOSPC', 'EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '')

/** The parser leaves out a name that is missing or empty. */
const nameless = () => new AppError('invalid', 'A part of the form has no name.')
const tooSlow = () =>
  new AppError('too_slow', 'The upload took too long. Nothing was saved; try again, or upload smaller files.')
const brokenOff = () =>
  new AppError('invalid', 'The upload was cut off before its end. Nothing was saved; please upload it again.')
const signedOut = () =>
  new AppError(
    'unauthenticated',
    'Your session or token ended during this upload. Nothing was saved; sign in and upload it again.',
  )
