import { Writable } from 'node:stream'
import type { TextFile } from '#src/ensemble/formats/index.ts'
import { takeFiles } from '#src/studies/archive.ts'
import type { UploadedFile } from '#src/studies/inspect.ts'
import { uploadRefusal } from '#src/studies/uploadFaults.ts'
import { AppError } from '../errors.ts'
import { type ExtraData, type ExtraField, type Extras, readExtras } from './extras.ts'

/**
 * Reads the files as the analysis will, so that a broken one is told beside its field.
 * @throws AppError invalid, and too_large for an archive
 */
export async function readExtraFiles(
  extras: Extras<UploadedFile>,
  models: readonly string[],
): Promise<ExtraData> {
  const texts: Extras<TextFile[]> = {}
  for (const [field, file] of Object.entries(extras) as [ExtraField, UploadedFile][])
    texts[field] = await textsOf(file).catch(error => {
      throw error instanceof AppError
        ? new AppError(error.kind, error.message, { [field]: error.message })
        : error
    })
  return await readExtras(texts, models, () => Bun.sleep(0))
}

const limits = { inflatedBytesMax: 200e6, entriesMax: 10_000 }

/** The texts of an archive, such as the predictions of SHIFTX2, or the one text that the file is. */
async function textsOf({ path, name }: UploadedFile): Promise<TextFile[]> {
  const taken: { name: string; chunks: Buffer[] }[] = []
  const isTaken = await takeFiles(path, name, {
    limits,
    wanted: /\.(csv|cs|txt|dat|tab|str|nmrstar)$/i,
    open(base) {
      const chunks: Buffer[] = []
      taken.push({ name: base, chunks })
      const into = new Writable({
        write(chunk, _encoding, done) {
          chunks.push(chunk)
          done()
        },
      })
      return [into]
    },
  })
  if (!isTaken) return [{ name, text: await Bun.file(path).text() }]
  if (taken.length === 0) throw uploadRefusal('archive.no_tables', { name })
  return taken.map(each => ({ name: each.name, text: Buffer.concat(each.chunks).toString('utf8') }))
}
