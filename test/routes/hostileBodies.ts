/** Bodies of a given size, each made to be as dear as it can be for whoever reads it. */
export interface HostileBody {
  kind: string
  type: string
  body: string | ReadableStream<Uint8Array<ArrayBuffer>>
}

const urlEncoded = 'application/x-www-form-urlencoded'
const boundary = 'b'
const multipart = `multipart/form-data; boundary=${boundary}`

const filled = (text: string, bytes: number) => text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)

/** As many names as there is room for, each another one. */
function manyNames(bytes: number): string {
  let text = ''
  for (let i = 0; text.length < bytes; i++) text += `f${i.toString(36)}=&`
  return text.slice(0, bytes)
}

/** @param start fields that are right, encoded, up to the name of a last one, which is given so much */
export function hostileForms(bytes: number, start: string): HostileBody[] {
  const rest = bytes - start.length
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`
  return [
    { kind: 'one long value', type: urlEncoded, body: start + filled('a', rest) },
    { kind: 'lines', type: urlEncoded, body: start + filled('%0A', rest - (rest % 3)) },
    {
      kind: 'letters that are folded and composed',
      type: urlEncoded,
      body: start + filled('%CC%81', rest - 6),
    },
    { kind: 'many fields', type: urlEncoded, body: manyNames(bytes) },
    { kind: 'one field again and again', type: urlEncoded, body: filled('a=&', bytes) },
    { kind: 'names that are paths', type: urlEncoded, body: filled('__proto__.a[b][0]=1&', bytes) },
    { kind: 'many parts', type: multipart, body: filled(part, bytes) },
  ]
}

/** JSON that is deep, has many names, or is one long text; and what is no JSON. */
export function hostileJson(bytes: number): HostileBody[] {
  const type = 'application/json'
  const around = (start: string, filling: string, end: string) =>
    start + filled(filling, bytes - start.length - end.length) + end
  const depth = (bytes - 30) >> 1
  let names = ''
  for (let i = 0; names.length < bytes - 60; i++) names += `"${i.toString(36)}":0,`
  return [
    { kind: 'lists in lists', type, body: `{"parameters":${'['.repeat(depth)}${']'.repeat(depth)}}` },
    { kind: 'many names', type, body: `{"parameters":{${names}"end":0}}` },
    { kind: 'one long text', type, body: around('{"name":"', 'a', '"}') },
    { kind: 'escapes', type, body: `{"name":"${'\\u0301'.repeat((bytes - 20) / 6)}"}` },
    { kind: 'no JSON', type, body: filled('{"a":', bytes) },
  ]
}

const head = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

/** @param fields that are right, sent first @param file the name of a field that takes one */
export function hostileUploads(bytes: number, fields: Record<string, string>, file: string): HostileBody[] {
  const start = Object.entries(fields)
    .map(([name, value]) => head(name, value))
    .join('')
  const fileHead = `--${boundary}\r\nContent-Disposition: form-data; name="${file}"; filename="a.txt"\r\n\r\n`
  const [part, noEnd] = [head('a', ''), `--${boundary}\r\nX: `]
  const whole = (kind: string, before: string, filling: string) => ({
    kind,
    type: multipart,
    body: streamOf(bytes, before, filling, `\r\n--${boundary}--\r\n`),
  })
  return [
    whole('a file of empty lines', start + fileHead, '\n'),
    whole('a file of what looks like ends', start + fileHead, `\r\n--${boundary.repeat(2)}`),
    whole('many parts', start, part),
    whole('many files', start, `${fileHead}x\r\n`),
    whole('one long field', `${start}${head('a', '').slice(0, -2)}`, 'a'),
    whole('a header without an end', start + noEnd, 'x'),
  ]
}

/** So many bytes in chunks, which are all the same memory: what is made of them is the reader's. */
function streamOf(bytes: number, before: string, filling: string, after: string) {
  const chunk = new TextEncoder().encode(filled(filling, Math.ceil(65_536 / filling.length) * filling.length))
  const [first, last] = [before, after].map(text => new TextEncoder().encode(text))
  let left = bytes - first!.length - last!.length
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: controller => controller.enqueue(first!),
    pull(controller) {
      const part = chunk.subarray(0, Math.min(left, chunk.length))
      left -= part.length
      if (part.length > 0) controller.enqueue(part)
      else {
        controller.enqueue(last!)
        controller.close()
      }
    },
  })
}
