import { Writable } from 'node:stream'
import type { TextFile } from '#src/ensemble/formats/index.ts'
import { takeFiles } from '#src/studies/archive.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { uploadRefusal } from '#src/studies/uploadFaults.ts'
import { AppError } from '../errors.ts'
import { type ExtraData, type ExtraField, type Extras, readExtras } from './extras.ts'

/**
 * Reads the files as the analysis will, so that a broken one is told beside its field. It takes memory and time: for
 * processes of their own, never for the web server's.
 * @throws AppError invalid, and too_large beyond what files of so many models may hold together
 */
export async function readExtraFiles(
  extras: Extras<UploadedFile>,
  models: readonly string[],
): Promise<ExtraData> {
  const texts: Extras<TextFile[]> = {}
  let bytesLeft = inflatedBytesMax(models.length)
  for (const [field, file] of Object.entries(extras) as [ExtraField, UploadedFile][]) {
    const limits = { inflatedBytesMax: bytesLeft, entriesMax: 100 + 2 * models.length }
    const read = await textsOf(file, limits).catch(error => {
      throw error instanceof AppError
        ? new AppError(error.kind, error.message, { [field]: error.message })
        : error
    })
    texts[field] = read.texts
    bytesLeft -= read.bytes
  }
  return readExtras(texts, models)
}

/** Of all files together: tables of a study, and what SHIFTX2 writes for each of its models. */
export const inflatedBytesMax = (models: number) => Math.min(2e6 + 50_000 * models, 20e6)

/** The texts of an archive, such as the predictions of SHIFTX2, or the one text that the file is. */
async function textsOf(
  { path, name }: UploadedFile,
  limits: { inflatedBytesMax: number; entriesMax: number },
): Promise<{ texts: TextFile[]; bytes: number }> {
  const { size } = Bun.file(path)
  if (size > limits.inflatedBytesMax) {
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
    const most = megabytes(limits.inflatedBytesMax)
    throw new AppError('too_large', `${name} has ${megabytes(size)}, but there is room for ${most}.`)
  }
  const taken: { name: string; chunks: Buffer[] }[] = []
  let bytes = 0
  const isTaken = await takeFiles(path, name, {
    limits,
    wanted: /\.(csv|cs|txt|dat|tab|str|nmrstar)$/i,
    open(base) {
      const chunks: Buffer[] = []
      taken.push({ name: base, chunks })
      const kept = new Writable({
        write(chunk, _encoding, done) {
          chunks.push(chunk)
          bytes += chunk.length
          done()
        },
      })
      return [kept]
    },
  })
  if (!isTaken) return { texts: [{ name, text: await Bun.file(path).text() }], bytes: size }
  if (taken.length === 0) throw uploadRefusal('archive.no_tables', { name })
  return {
    texts: taken.map(({ name, chunks }) => ({ name, text: Buffer.concat(chunks).toString('utf8') })),
    bytes,
  }
}
