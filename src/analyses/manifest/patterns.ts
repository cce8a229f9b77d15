/** How many ways a text may be tried at most: less than a second of the web server. */
const waysMax = 2e8

/**
 * Why comparing a text with a pattern may take very long, however the text is made; undefined where it cannot. The pattern can be
 * compiled.
 * @param charactersMax of the text
 */
export function slownessOf(pattern: string, charactersMax: number): string | undefined {
  const { isNested, ends, choices } = choicesIn(pattern)
  if (isNested) return 'a group that repeats must not hold ?, *, +, { or | itself'
  let ways = choices
  for (let i = 1; i <= ends; i++) ways *= charactersMax / i
  return ways > waysMax
    ? `a text of up to ${charactersMax} characters can be tried in too many ways. Use fewer of ?, *, +, { and |, or give a smaller "maxLength"`
    : undefined
}

interface Group {
  /** Whether a choice is in it. */
  hasChoice: boolean
  branches: number
}

/** Whether a group that repeats holds a choice, how many repetitions may end anywhere, and in how many ways the others can be made. */
function choicesIn(pattern: string): { isNested: boolean; ends: number; choices: number } {
  const open: Group[] = [{ hasChoice: false, branches: 1 }]
  /** Whether the group that has just been closed holds a choice. */
  let before = false
  let isNested = false
  let ends = 0
  let choices = 1
  for (const [part] of pattern.matchAll(parts)) {
    const here = open.at(-1)!
    const isOptional = /^(\?|\{0?,?1\})/.test(part) || /^\{[01],1\}/.test(part)
    const isRange = /^([*+]|\{\d+,)/.test(part)
    const repeats = !isOptional && (isRange || (/^\{\d/.test(part) && !/^\{[01]\}/.test(part)))
    if (repeats && before) isNested = true
    if (isRange && !isOptional) ends++
    if (isOptional) choices *= 2
    if (part === '|') here.branches++
    if (isRange || isOptional || repeats || part === '|') here.hasChoice = true
    if (part.startsWith('(')) open.push({ hasChoice: false, branches: 1 })
    before = false
    if (part === ')') {
      const { hasChoice, branches } = open.pop()!
      before = hasChoice
      if (hasChoice) open.at(-1)!.hasChoice = true
      choices *= branches
    }
  }
  return { isNested, ends, choices: choices * open[0]!.branches }
}

/** An escape, a class, the beginning of a group, a quantifier with its laziness, or one character. */
const parts =
  /\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|[*+?]\??|\{\d+(?:,\d*)?\}\??|./gsu
