/** Text as people search for it: letters without case, accents and width, in every script. */
export const fold = (text: string): string =>
  [...text.normalize('NFKD').replace(/\p{M}/gu, '')].map(foldCharacter).join('')

/** Upper case first, so that both forms of a Greek s at the end of a word are one; one that becomes two letters stays. */
function foldCharacter(letter: string): string {
  const small = letter.toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  return [...small].length === 1 ? small : letter.toLowerCase()
}

let characters: Map<string, string> | undefined

/** Every letter that a folded one may stand for, itself too. */
export function variantsOf(folded: string): string {
  characters ??= gatherCharacters()
  return characters.get(folded) ?? folded
}

/** Once, in about a tenth of a second: databases fold no script but ASCII, so they are asked for each letter. */
function gatherCharacters(): Map<string, string> {
  const found = new Map<string, string>()
  for (let code = 0x41; code < 0x1_f000; code++) {
    const letter = String.fromCodePoint(code)
    if (!/[\p{L}\p{N}]/u.test(letter)) continue
    const folded = fold(letter)
    if (folded !== letter) found.set(folded, (found.get(folded) ?? folded) + letter)
  }
  return found
}
