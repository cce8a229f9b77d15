type Rule = [plain: RegExp, symbol: string]

const prose: Rule[] = [
  [/"([^"]*)"/g, '“$1”'],
  [/(?<=\w)'(?=\w)/g, '’'],
]

/** Not within the name of a file, such as D2O.dat. */
const symbols: Rule[] = [
  [/\bchi2\b(?![-.]\w)/gi, 'χ²'],
  [/\+-/g, '±'],
  [/(?<=\/)A\^3/g, 'Å³'],
  [/(?<=\b(?:Rg|Dmax|coordinate) in )A\b/g, 'Å'],
  [/\bJensen-Shannon\b/g, 'Jensen–Shannon'],
  [/(?<![-.])\b([DH])2O\b(?![-.]\w)/g, '$1₂O'],
]

const written = (text: string, rules: Rule[]) =>
  rules.reduce((done, [plain, symbol]) => done.replaceAll(plain, symbol), text)

/** A sentence that programs and command lines read too, with the quotation marks of a page. */
export const typographic = (sentence: string): string => written(sentence, prose)

/** A sentence of the core, which is plain ASCII, as pages write it. */
export const inSymbols = (sentence: string): string => written(typographic(sentence), symbols)
