import { builtInInput } from './builtInInputs.ts'
import type { FileField } from './findings.ts'
import { type UploadFault, uploadFault } from './uploadFaults.ts'

/** Endings of files that are refused by what they hold: a sentence about that helps more than one about endings. */
const refusedByContent: Record<FileField, RegExp> = {
  curve: /\.(asc|sub|xye?|rad|cor|itx|ift|ses|cif|int|h5|hdf5?|nxs|xlsx?|json)$/i,
  library: /\.(pdb\d|bcif|mmtf|mol2|sdf|xyz|g96|nc|ncdf|mdcrd|crd|rst7|prmtop|parm7|dtr|tng|lammpstrj)$/i,
  profiles: /$^/,
}

/** What a file is called and how large it is: all that can be told before its bytes arrive. */
export interface ChosenFile {
  field: FileField
  name: string
  bytes: number
}

/** The fault of a chosen file, if it has one. `others` were chosen in the other fields. */
export function faultOfFile(
  { field, name, bytes }: ChosenFile,
  bytesMax: number,
  others: ChosenFile[] = [],
): UploadFault | undefined {
  const { kinds } = builtInInput(field)
  const isOfKind = kinds.some(kind => name.toLowerCase().endsWith(kind))
  if (!isOfKind && !refusedByContent[field].test(name)) {
    const endings = `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`
    return uploadFault('upload.wrong_ending', { name, endings })
  }
  if (bytes === 0) return uploadFault('upload.empty', { name })
  if (bytes > bytesMax)
    return uploadFault('upload.too_large', { name, size: megabytes(bytes), most: megabytes(bytesMax) })
  const twin = others.find(other => other.field !== field && other.name === name && other.bytes === bytes)
  if (twin) return uploadFault('upload.same_file', { twin: twin.field })
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
