import { readFileSync } from 'node:fs'
import commonList from './common.txt.gz' with { type: 'file' }

/**
 * How hard a password is to guess, in bits: log2 of the number of guesses that someone needs who tries common
 * passwords, the person's own details, keyboard rows, sequences and repeats before anything else. The cheapest way
 * to spell the password out of such pieces counts (after Wheeler, zxcvbn, USENIX Security 2016, simplified).
 *
 * @param password looked at up to its 128th character
 * @param personal words that belong to the person or the site
 */
export function guessBits(password: string, personal: readonly string[]): number {
  const text = [...password.normalize('NFKC')].slice(0, 128)
  const plain = text.map(char => char.toLowerCase()).join('')
  const letters = [...plain].map(char => leet[char] ?? char).join('')
  const own = personal
    .flatMap(words => words.toLowerCase().split(/[\s@._-]+/))
    .filter(word => word.length >= 3)
  const bits = new Float64Array(text.length + 1)
  for (let end = 1; end <= text.length; end++) {
    bits[end] = bits[end - 1]! + bitsOfCharacter(text[end - 1]!)
    for (let start = Math.max(0, end - pieceLengthMax); start <= end - 3; start++) {
      const cost = bitsOfPiece(plain, letters, start, end, own)
      bits[end] = Math.min(bits[end]!, bits[start]! + cost)
    }
    for (let length = 1; 2 * length <= end; length++)
      if (plain.slice(end - length, end) === plain.slice(end - 2 * length, end - length))
        bits[end] = Math.min(bits[end]!, bits[end - length]! + 1)
  }
  return bits[text.length]!
}

const pieceLengthMax = 24
const leet: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
const rows = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'qsdfghjklm',
  'zxcvbnm',
  'yxcvbnm',
  '1234567890',
]
const walks = [...rows, 'abcdefghijklmnopqrstuvwxyz', '0123456789', '1qaz2wsx3edc4rfv5tgb6yhn'].flatMap(
  row => [row, [...row].reverse().join('')],
)

function bitsOfCharacter(char: string): number {
  if (/[a-z]/.test(char)) return Math.log2(26)
  if (/\d/.test(char)) return Math.log2(10)
  return Math.log2(52)
}

function bitsOfPiece(plain: string, letters: string, start: number, end: number, own: string[]): number {
  const piece = plain.slice(start, end)
  const spelled = letters.slice(start, end)
  if (own.includes(piece) || own.includes(spelled)) return 2
  if (walks.some(walk => walk.includes(piece))) return 4 + Math.log2(end - start)
  const rank = common().get(piece) ?? common().get(spelled)
  if (rank !== undefined) return 1 + Math.log2(rank + 1)
  if (/^(19|20)\d\d$/.test(piece)) return 6
  return Number.POSITIVE_INFINITY
}

export const countCommon = () => common().size

let ranks: Map<string, number> | undefined
/** Common passwords with their rank from 1, read at the first question. */
function common(): Map<string, number> {
  if (!ranks) {
    const words = new TextDecoder().decode(Bun.gunzipSync(readFileSync(commonList))).split('\n')
    ranks = new Map()
    for (const [index, word] of words.entries())
      if (!ranks.has(word.toLowerCase())) ranks.set(word.toLowerCase(), index + 1)
  }
  return ranks
}
