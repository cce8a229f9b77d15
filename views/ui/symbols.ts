const symbols: [plain: RegExp, symbol: string][] = [
  [/\bchi2\b/gi, 'χ²'],
  [/\+-/g, '±'],
  [/\b1\/A\b/g, '1/Å'],
  [/\b([DH])2O\b/g, '$1₂O'],
]

/** A sentence of the core, which is plain ASCII, as pages write it. */
export const inSymbols = (text: string): string =>
  symbols.reduce((written, [plain, symbol]) => written.replaceAll(plain, symbol), text)
