import type { FileField } from './findings.ts'

const kinds: Record<FileField, { pattern: RegExp; endings: string }> = {
  curve: { pattern: /\.(dat|txt|csv|fit|int|out)$/i, endings: '.dat, .txt or .csv' },
  library: {
    pattern: /\.(zip|tar\.gz|tgz|tar|pdb\d?|ent|cif|mmcif|gz)$/i,
    endings: '.zip, .tar.gz, .pdb or .cif',
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

/** The fault of a chosen file in words, or nothing. `others` were chosen in the other fields. */
export function faultOfFile(
  { field, name, bytes }: ChosenFile,
  bytesMax: number,
  others: ChosenFile[] = [],
): string | undefined {
  const { pattern, endings } = kinds[field]
  if (!pattern.test(name)) return `${name} must end in ${endings}.`
  if (bytes === 0) return `${name} is empty. It may have been cut off while it was saved or copied.`
  if (bytes > bytesMax)
    return `${name} has ${megabytes(bytes)}; this server takes up to ${megabytes(bytesMax)}.`
  const twin = others.find(other => other.field !== field && other.name === name && other.bytes === bytes)
  if (twin) return `This is the same file as the ${labels[twin.field]}. Choose three different files.`
}

const labels: Record<FileField, string> = { curve: 'curve', library: 'library', profiles: 'profiles' }
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
