/** What a file is that cannot be a curve, by its first bytes or words; undefined for what may be one. */
export type NotCurve =
  | 'NXcanSAS'
  | 'Excel'
  | 'zip'
  | 'gzip'
  | 'pdf'
  | 'image'
  | 'html'
  | 'structure'
  | 'binary'

const beginnings: [NotCurve, number[]][] = [
  ['NXcanSAS', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['Excel', [0xd0, 0xcf, 0x11, 0xe0]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0x49, 0x49, 0x2a, 0x00]],
  ['image', [0x4d, 0x4d, 0x00, 0x2a]],
  ['image', [0xff, 0xd8, 0xff]],
]

export function notCurveIn(bytes: Uint8Array): NotCurve | undefined {
  const begins = beginnings.find(([, first]) => first.every((byte, i) => bytes[i] === byte))
  // HDF5 may begin behind a block of the writer's own.
  if (!begins && [512, 1024, 2048].some(at => beginnings[0]![1].every((byte, i) => bytes[at + i] === byte)))
    return 'NXcanSAS'
  if (begins?.[0] === 'zip' && includes(bytes, 'xl/')) return 'Excel'
  return begins?.[0]
}

/** The same of a text that was decoded. */
export function notCurveInText(text: string): NotCurve | undefined {
  const head = text.slice(0, 4000)
  if (/^\s*<(?:!doctype html|html)[\s>]/i.test(head)) return 'html'
  if (/^(?:ATOM {2}|HETATM)[ \d]{5} /m.test(head) || /^_atom_site\./m.test(head)) return 'structure'
  const controls = [...head].filter(isControl).length
  if (controls > 0.02 * head.length) return 'binary'
}

const isControl = (char: string) => char < '\t' || (char > '\r' && char < '\u001a')

const includes = (bytes: Uint8Array, word: string) =>
  new TextDecoder('latin1').decode(bytes.subarray(0, 4000)).includes(word)
