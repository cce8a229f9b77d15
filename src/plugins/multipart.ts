import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { AppError } from '../errors.ts'
import { checkCsrf } from './csrf.ts'
import type { Visit } from './session.ts'

export interface ReceivedFile {
  /** The form field it came in. */
  field: string
  /** The person's own name for it: data, never a path. */
  name: string
  /** Where its bytes lie, under a name of ours. */
  path: string
  bytes: number
}

export interface ReceivedForm {
  fields: Record<string, string>
  files: ReceivedFile[]
}

interface Limits {
  /** Into which files are written, as 0, 1, 2 ... */
  folder: string
  bytesMax: number
  filesMax: number
  /** Who sends it: an upload ends with the session that it belongs to. */
  visit: Pick<Visit, 'csrfTokens' | 'isStillIn'>
  /** Hears the text fields before the first file is written; they come first in our forms. */
  onFields?(fields: Record<string, string>): void
}

const lookEveryMs = 1000

/**
 * Streams a multipart form to disk; memory does not grow with the upload.
 * @throws AppError 401 when the session ends meanwhile, 403 without the form's token, 413 beyond the limits, 422 when
 * the body is cut short or not a form
 */
export async function receiveForm(
  request: Request,
  { folder, bytesMax, filesMax, visit, onFields }: Limits,
): Promise<ReceivedForm> {
  const tooLarge = () =>
    new AppError(
      'too_large',
      `The upload is larger than ${Math.round(bytesMax / 1e6)} MB, which is the most this server takes.`,
    )
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  const form: ReceivedForm = { fields: {}, files: [] }
  const writes: Promise<unknown>[] = []
  const parser = open(request, filesMax)
  let total = 0
  let checked = false
  const stop = (error: Error) => parser.destroy(error)
  const beforeFiles = () => {
    checked = true
    checkCsrf(visit, form.fields.csrf)
    onFields?.(form.fields)
  }
  const checkStillIn = async () => {
    if (!(await visit.isStillIn())) throw signedOut()
  }

  parser.on('field', (name, value, info) => {
    if (info.valueTruncated || info.nameTruncated) stop(new AppError('invalid', 'A text field is too long.'))
    else if (Object.hasOwn(form.fields, name))
      stop(new AppError('invalid', `The field "${name}" came twice.`))
    else form.fields[name] = value
  })
  parser.on('file', (field, stream, info) => {
    try {
      if (!checked) beforeFiles()
    } catch (error) {
      stream.resume()
      return stop(error as Error)
    }
    if (!info.filename) return stream.resume()
    const file = {
      field,
      name: cleanName(info.filename),
      path: join(folder, String(form.files.length)),
      bytes: 0,
    }
    form.files.push(file)
    stream.on('data', (chunk: Buffer) => {
      file.bytes += chunk.length
      total += chunk.length
      if (total > bytesMax) stop(tooLarge())
    })
    writes.push(pipeline(stream, createWriteStream(file.path)).catch(stop))
  })
  parser.on('filesLimit', () =>
    stop(new AppError('invalid', `More than ${filesMax} files came at once. Pack them into one .zip.`)),
  )
  for (const limit of ['fieldsLimit', 'partsLimit'] as const)
    parser.on(limit, () => stop(new AppError('invalid', 'The form has more parts than it should.')))

  const watch = setInterval(() => void checkStillIn().catch(stop), lookEveryMs)
  try {
    await pipeline(Readable.fromWeb(request.body as never), parser)
    await Promise.all(writes)
  } catch (error) {
    await Promise.allSettled(writes)
    if (error instanceof AppError || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    throw new AppError(
      'invalid',
      'The upload broke off before its end. Nothing was kept; please send it again.',
    )
  } finally {
    clearInterval(watch)
  }
  if (!checked) beforeFiles()
  await checkStillIn()
  return form
}

const signedOut = () =>
  new AppError('unauthenticated', 'You were signed out while this upload was on its way. Nothing was kept.')

function open(request: Request, filesMax: number) {
  try {
    if (!request.body) throw new Error('no body')
    return busboy({
      headers: Object.fromEntries(request.headers),
      defParamCharset: 'utf8',
      limits: {
        files: filesMax,
        fields: 40,
        parts: 40 + filesMax,
        fieldSize: 10_000,
        fieldNameSize: 100,
        headerPairs: 20,
      },
    })
  } catch {
    throw new AppError('invalid', 'This was not sent as a form with files. Use the upload page.')
  }
}

/** A file name to show: NFC, one line, no direction marks, the end kept where it is long. */
export function cleanName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return plain.length > 120 ? `…${plain.slice(-119)}` : plain || 'unnamed'
}
