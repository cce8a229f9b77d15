/** A text that is no JSON, and the line where it stops to be. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault'
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message)
  }
}

const token = /"(?:[^"\\\p{Cc}]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*|\w+/uy

/** How many lists and objects may stand inside one another. */
const depthMax = 100

/**
 * A JSON text with the line of each of its values, by JSON pointer: JSON.parse tells neither.
 * @throws JsonFault
 */
export function readWithLines(text: string): { value: unknown; lines: Map<string, number> } {
  const lines = new Map<string, number>()
  let at = 0
  let next = ''
  let [line, counted] = [1, 0]
  let depth = 0
  step()
  const value = readValue('')
  if (next !== '') throw fault(`${quoted(next)} stands behind its end`)
  return { value, lines }

  function step(): void {
    while (/\s/.test(text[at] ?? '')) at++
    token.lastIndex = at
    next = token.exec(text)?.[0] ?? ''
    if (next === '' && text[at] === '"') throw fault('a text is not closed on its line')
    if (next === '' && at < text.length) throw fault(`${quoted(text.slice(at, at + 1))} has no meaning here`)
    at += next.length
  }

  function take(word: string): void {
    if (next !== word) throw fault(`${quoted(word)} is missing${next ? ` before ${quoted(next)}` : ''}`)
    step()
  }

  function readValue(pointer: string): unknown {
    lines.set(pointer, lineNow())
    if (next === '{' || next === '[') {
      if (++depth > depthMax) throw fault(`more than ${depthMax} lists and objects stand inside one another`)
      const value = next === '{' ? readObject(pointer) : readArray(pointer)
      depth--
      return value
    }
    try {
      const value = JSON.parse(next) as unknown
      step()
      return value
    } catch (error) {
      if (error instanceof JsonFault) throw error
      throw fault(next === '' ? 'a value is missing' : `${quoted(next)} is no value`)
    }
  }

  function readObject(pointer: string): unknown {
    const entries = new Map<string, unknown>()
    take('{')
    while (next !== '}') {
      if (entries.size > 0) take(',')
      if (!next.startsWith('"')) throw fault('a name in quotation marks is missing')
      const name = JSON.parse(next) as string
      if (entries.has(name)) throw fault(`${quoted(name)} is there twice`)
      step()
      take(':')
      entries.set(name, readValue(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    }
    take('}')
    return Object.fromEntries(entries)
  }

  function readArray(pointer: string): unknown {
    const values: unknown[] = []
    take('[')
    while (next !== ']') {
      if (values.length > 0) take(',')
      values.push(readValue(`${pointer}/${values.length}`))
    }
    take(']')
    return values
  }

  function lineNow(): number {
    for (const end = at - next.length; counted < end; counted++) if (text[counted] === '\n') line++
    return line
  }

  function fault(message: string): JsonFault {
    return new JsonFault(lineNow(), message)
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '').slice(0, 40)}"`
