import type { FileField } from './findings.ts'
import { type UploadFault, uploadFault } from './uploadFaults.ts'

const kinds: Record<FileField, { pattern: RegExp; endings: string }> = {
  // Also endings of files that are refused by what they hold: a sentence about them helps more than one about endings.
  curve: {
    pattern:
      /\.(dat|txt|csv|tsv|asc|fit|fir|out|pdh|xml|abs|sub|xye?|chi|q|avg|rad|cor|itx|ift|ses|sascif|cif|int|h5|hdf5?|nxs|xlsx?|json)$/i,
    endings: '.dat, .txt, .csv, .pdh, .xml, .fit or .out',
  },
  library: {
    pattern:
      /\.(zip|tar\.gz|tgz|tar|pdb\d?|ent|pdbqt|pqr|cif|mmcif|gro|psf|xtc|trr|dcd|gz|bcif|mmtf|mol2|sdf|xyz|g96|nc|ncdf|mdcrd|crd|rst7|prmtop|parm7|dtr|tng|lammpstrj)$/i,
    endings: '.zip, .tar.gz, .pdb, .cif, .gro, .psf, .xtc, .trr or .dcd',
  },
  profiles: { pattern: /\.(dat|txt|csv)$/i, endings: '.dat, .txt or .csv' },
}

export const fileFields = Object.keys(kinds) as FileField[]

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
  const { pattern, endings } = kinds[field]
  if (!pattern.test(name)) return uploadFault('upload.wrong_ending', { name, endings })
  if (bytes === 0) return uploadFault('upload.empty', { name })
  if (bytes > bytesMax)
    return uploadFault('upload.too_large', { name, size: megabytes(bytes), most: megabytes(bytesMax) })
  const twin = others.find(other => other.field !== field && other.name === name && other.bytes === bytes)
  if (twin) return uploadFault('upload.same_file', { twin: twin.field })
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
