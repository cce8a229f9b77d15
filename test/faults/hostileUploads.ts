import fc from 'fast-check'

/** A form as it is sent, by whoever sends it. */
export interface Upload {
  path: string
  parts: Part[]
  /** The body ends after this share of it, with a length that says so. */
  cutAt?: number
  /** The byte at this share of the body is another. */
  damagedAt?: number
  /** The connection is closed after this share of the body. */
  breaksOff?: number
  contentType?: string
  /** What the length says beside what comes. */
  lengthOff?: number
  chunked?: boolean
}

interface Part {
  name?: string
  value?: string
  filename?: string
  bytes?: number
  /** What the file is: what its name says is not believed. */
  content?: 'zeros' | 'noise' | 'text' | 'form'
  headers?: string[]
}

const boundary = 'b0undary'

/** The bytes of a form. The value `right` of csrf stands for the token of its sender. */
export function bodyOf(
  { path, parts, cutAt, damagedAt, contentType, lengthOff = 0, chunked }: Upload,
  { cookie, csrf }: { cookie: string; csrf: string },
  host: string,
): { head: string; body: Buffer } {
  const pieces = parts.flatMap(part => [
    Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`),
    part.filename === undefined
      ? Buffer.from(part.name === 'csrf' && part.value === 'right' ? csrf : (part.value ?? ''))
      : contentOf(part),
    Buffer.from('\r\n'),
  ])
  let body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
  if (cutAt !== undefined) body = body.subarray(0, cutAt * body.length)
  if (damagedAt !== undefined) body[Math.floor(damagedAt * (body.length - 1))]! ^= 0x41
  const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length + lengthOff}`
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Cookie: ${cookie}`,
    'Accept: text/html',
    'Sec-Fetch-Site: same-origin',
    `Content-Type: ${contentType ?? `multipart/form-data; boundary=${boundary}`}`,
    length,
  ]
  const framed = chunked
    ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
    : body
  return { head: `${head.join('\r\n')}\r\n\r\n`, body: framed }
}

function headOf({ name, filename, headers = [] }: Part): string {
  const named = name === undefined ? '' : `; name="${name}"`
  const disposition = `Content-Disposition: form-data${named}${filename === undefined ? '' : `; filename="${filename}"`}`
  return [disposition, ...headers].join('\r\n')
}

const noise = Buffer.from(Array.from({ length: 8192 }, (_, i) => (i * 2654435761) >>> 24))

function contentOf({ bytes = 0, content = 'text' }: Part): Buffer {
  if (content === 'zeros') return Buffer.alloc(bytes)
  if (content === 'noise') return Buffer.alloc(bytes, noise)
  if (content === 'form')
    return Buffer.alloc(bytes, `--${boundary}\nContent-Disposition: form-data\r\n--${boundary}x--`)
  return Buffer.alloc(bytes, '0.01 1.0 0.1\n')
}

const oneOf = fc.constantFrom
const fieldNames = [
  'csrf',
  'name',
  'unit',
  'uploadKey',
  'skipVariational',
  'submitKey',
  'from',
  'json',
  'chains',
]
const oddNames = [
  '__proto__',
  'constructor',
  '',
  'a\u0000b',
  'é',
  '名',
  'x'.repeat(200),
  'a"b',
  '../x',
  'curve[]',
]
const fileNames = [
  'curve',
  'library',
  'profiles',
  'energies',
  'properties',
  'shifts',
  'shiftsSimulated',
  'shiftsRms',
  'jsonFile',
]
const names = [
  'c.dat',
  'm.pdb',
  'm.zip',
  'm.tar.gz',
  'e.txt.gz',
  '',
  '../../etc/passwd',
  'C:\\x.dat',
  'a\u0000.dat',
  '\u202efdp.dat',
  '名.dat',
  `${'n'.repeat(5000)}.dat`,
  '%00',
  'CON',
  '.',
]
const values = [
  '',
  'a',
  'right',
  '1/A',
  'constructor',
  '__proto__',
  'toString',
  '-1',
  '1e999',
  'NaN',
  '\u0000',
  '{"iterations":{"toString":1}}',
  '{"cut":[]}',
  '[',
  'x'.repeat(11_000),
  '\r\n\r\n',
  '9'.repeat(400),
]

const text = fc.oneof(oneOf(...values), fc.string({ maxLength: 30 }))
const field: fc.Arbitrary<Part> = fc.record({
  name: fc.oneof(
    { weight: 6, arbitrary: oneOf(...fieldNames) },
    { weight: 1, arbitrary: oneOf(...oddNames) },
  ),
  value: text,
})
const headers = fc.array(
  fc.oneof(
    oneOf(
      'Content-Type: text/plain',
      'Content-Type: multipart/mixed; boundary=x',
      'Content-Transfer-Encoding: base64',
      'X: y',
      'X',
      ': y',
      `X: ${'y'.repeat(20_000)}`,
      'Content-Disposition: form-data; name="other"',
    ),
    fc.string({ maxLength: 20 }),
  ),
  { maxLength: 3 },
)
const file: fc.Arbitrary<Part> = fc.record({
  name: fc.oneof({ weight: 8, arbitrary: oneOf(...fileNames) }, { weight: 1, arbitrary: oneOf(...oddNames) }),
  filename: oneOf(...names),
  bytes: fc.oneof(fc.nat(100), fc.nat(5000), oneOf(0, 65_535, 65_536, 180_000, 300_000)),
  content: oneOf('zeros', 'noise', 'text', 'form'),
  headers: fc.oneof({ weight: 5, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: headers }),
})
const nameless: fc.Arbitrary<Part> = fc.record({ value: text, headers })
const token: Part = { name: 'csrf', value: 'right' }
const parts = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: field },
      { weight: 4, arbitrary: file },
      { weight: 1, arbitrary: nameless },
    ),
    { maxLength: 8 },
  )
  .chain(some =>
    oneOf(
      [token, ...some],
      [token, ...some],
      [token, ...some],
      some,
      [...some, token],
      [token, ...some, ...some],
    ),
  )
const endless = oneOf(41, 200, 10_000).map(count => [
  token,
  ...(Array(count).fill({ name: 'name', value: '' }) as Part[]),
])
const share = fc.double({ min: 0, max: 1, noNaN: true })

/** Any of the forms with files, as nobody's browser would send it. */
export const uploads: fc.Arbitrary<Upload> = fc
  .record({
    path: oneOf(
      '/drafts',
      '/drafts',
      '/drafts/1/files',
      '/studies/1/analyses',
      '/studies/1/analyses/parameters',
    ),
    parts: fc.oneof({ weight: 40, arbitrary: parts }, { weight: 1, arbitrary: endless }),
    chunked: oneOf(false, false, false, true),
    contentType: fc.oneof(
      { weight: 20, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: oneOf(
          'application/json',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'multipart/form-data; boundary=',
          'multipart/form-data; boundary="',
          'text/plain',
          'multipart/mixed; boundary=b0undary',
          'multipart/form-data; boundary=b0undary; charset=utf-16',
        ),
      },
    ),
    harm: fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      fc.record({ cutAt: share }),
      fc.record({ damagedAt: share }),
      fc.record({ breaksOff: share }),
      fc.record({ lengthOff: oneOf(-1, -1000, -10) }),
    ),
  })
  .map(({ harm, ...upload }) => ({ ...upload, ...harm }))
