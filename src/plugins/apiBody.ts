import { AppError } from '../errors.ts'

/** Parameters are the deepest that the API takes. */
const depthMax = 8

/**
 * Reads a body of JSON. Its depth is looked at first: of some ten thousand lists in one another, parsing and checking
 * would take many seconds and end in an overflow.
 * @throws AppError invalid
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text === '') return
  if (isDeep(text)) throw new AppError('invalid', `The JSON is nested deeper than ${depthMax} levels.`)
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The body is not JSON.')
  }
}

function isDeep(text: string): boolean {
  let depth = 0
  let isInText = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (isInText && sign === '\\') i++
    else if (sign === '"') isInText = !isInText
    else if (isInText) continue
    else if (sign === '[' || sign === '{') depth++
    else if (sign === ']' || sign === '}') depth--
    if (depth > depthMax) return true
  }
  return false
}
