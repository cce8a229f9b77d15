import { Transform } from 'node:stream'
import busboy from 'busboy'
import { lastCharacters } from '../characters.ts'
import { AppError } from '../errors.ts'

/** The form of an analysis has a dozen for each curve. */
const fieldsMax = 160

/** @throws AppError invalid for a body that is not a form with files */
export function openParser(request: Request, filesMax: number) {
  try {
    if (!request.body) throw new Error('no body')
    return busboy({
      headers: Object.fromEntries(request.headers),
      defParamCharset: 'utf8',
      limits: {
        files: filesMax,
        fields: fieldsMax,
        parts: fieldsMax + filesMax,
        fieldSize: 10_000,
        fieldNameSize: 100,
        headerPairs: 20,
      },
    })
  } catch {
    throw new AppError('invalid', 'The request is not a file upload. Use the upload page.')
  }
}

/** @throws AppError invalid for a field that is not among those of the page */
export function checkFieldNames(names: readonly string[], known: readonly string[]): void {
  const strange = names.find(name => !known.includes(name))
  if (strange !== undefined)
    throw new AppError('invalid', `The form contains a field that this page does not have: "${strange}".`)
}

/** Passes a body on, and fails at the first byte too many. */
export function limitedTo(bytesMax: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > bytesMax ? tooLarge(bytesMax) : null, chunk)
    },
  })
}

export const tooLarge = (bytesMax: number) =>
  new AppError(
    'too_large',
    `The upload is larger than ${Math.round(bytesMax / 1e6)} MB, which is the most this server takes.`,
  )

/** A file name to show: NFC, one line, no direction marks, the end kept where it is long. */
export function cleanName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return [...plain].length > 120 ? `…${lastCharacters(plain, 119)}` : plain || 'unnamed'
}
