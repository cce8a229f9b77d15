import { AppError, refuse } from '../errors.ts'
import { type FetchLimits, fetchBytes, NotFetched } from '../fetchFile.ts'
import type { FileField } from './findings.ts'
import { type UploadFault, uploadFault, uploadRefusal } from './uploadFaults.ts'

/** An entry of a public archive, in the archive's own spelling. */
export interface Accession {
  archive: 'pdb' | 'alphafold' | 'sasbdb'
  id: string
}

/** The only places from which files are fetched; tests put servers of their own in their place. */
export const publicArchives: Readonly<Record<Accession['archive'], string>> = {
  pdb: 'https://files.rcsb.org',
  alphafold: 'https://alphafold.ebi.ac.uk',
  sasbdb: 'https://www.sasbdb.org',
}

const titles = {
  pdb: 'the Protein Data Bank',
  alphafold: 'the AlphaFold Database',
  sasbdb: 'SASBDB',
}

const uniprot = /^(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})$/

/** The entry that a person means by a code; undefined for what is no code of an archive that has such files. */
export function accessionOf(field: FileField, typed: string): Accession | undefined {
  const code = typed.trim().toUpperCase()
  if (field === 'curve')
    return /^SASD[A-Z][A-Z\d]{2,3}$/.test(code) ? { archive: 'sasbdb', id: code } : undefined
  const pdb = /^(?:PDB_0000)?(\d[A-Z\d]{3})$/.exec(code)
  if (pdb) return { archive: 'pdb', id: pdb[1]! }
  const predicted = code.replace(/^AF-/, '').replace(/-F1$/, '')
  return uniprot.test(predicted) ? { archive: 'alphafold', id: predicted } : undefined
}

/** The entries that a form names, by the field of the file that each stands for. @throws AppError invalid by field */
export function accessionsIn(
  fields: Record<string, string>,
  arrived: { field: FileField }[],
  isOnline: boolean,
): Partial<Record<FileField, Accession>> {
  const found: Partial<Record<FileField, Accession>> = {}
  for (const field of ['curve', 'library'] as const) {
    const name = `${field}Accession`
    const typed = fields[name]?.trim() ?? ''
    if (typed === '') continue
    if (!isOnline) throw new AppError('invalid', 'This server does not fetch files from public archives.')
    if (arrived.some(file => file.field === field))
      refuse({ [name]: 'Choose a file or give a code, not both.' })
    const entry = accessionOf(field, typed)
    if (!entry) refuse({ [name]: uploadRefusal('accession.unknown', { field }).message })
    found[field] = entry
  }
  return found
}

/** What a file that is fetched is called. */
export const fileNameOf = ({ archive, id }: Accession): string =>
  archive === 'pdb' ? `${id.toLowerCase()}.cif.gz` : archive === 'sasbdb' ? `${id}.dat` : `AF-${id}-F1.cif`

/**
 * Fetches the file of an entry to `path`.
 * @returns what kept it from being fetched, or nothing
 */
export async function fetchEntry(
  { archive, id }: Accession,
  path: string,
  { origins, ...limits }: Omit<FetchLimits, 'origins'> & { origins: typeof publicArchives },
): Promise<UploadFault | undefined> {
  const within = { ...limits, origins: Object.values(origins) }
  const named = { id, archive: titles[archive] }
  try {
    const url = new URL(await addressOf({ archive, id }, origins[archive], within))
    await Bun.write(path, await fetchBytes(url, within))
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error
    if (error.why === 'missing') return uploadFault('accession.not_found', named)
    if (error.why === 'too large') {
      const megabytes = Math.round(limits.bytesMax / 1e6)
      return uploadFault('accession.too_large', { ...named, megabytes })
    }
    return uploadFault('accession.unreachable', { ...named, cause: error.message })
  }
}

async function addressOf({ archive, id }: Accession, origin: string, limits: FetchLimits): Promise<string> {
  if (archive === 'pdb') return `${origin}/download/${id}.cif.gz`
  if (archive === 'sasbdb') return `${origin}/media/intensities_files/${id}.dat`
  // Predictions have a version in their name, which grows.
  const bytes = await fetchBytes(new URL(`api/prediction/${id}`, `${origin}/`), { ...limits, bytesMax: 1e6 })
  const version = /_v(\d{1,3})\.cif"/.exec(new TextDecoder().decode(bytes))?.[1]
  if (!version) throw new NotFetched('missing', 'it names no file')
  return `${origin}/files/AF-${id}-F1-model_v${version}.cif`
}
