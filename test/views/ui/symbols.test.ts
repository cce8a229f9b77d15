import { expect, test } from 'bun:test'
import { inSymbols, typographic } from '#views/ui/symbols.ts'

test('a sentence that programs read too has the quotation marks of a page', () => {
  expect(typographic('You have a study named "Urea" already: "a" and "b".')).toBe(
    'You have a study named “Urea” already: “a” and “b”.',
  )
  expect(typographic("This study's files are missing; 'x' of 12\" stays.")).toBe(
    "This study’s files are missing; 'x' of 12\" stays.",
  )
})

test('a sentence of the core is written in symbols, names of files are not', () => {
  expect(inSymbols('chi2 is 3 +- 1 in D2O, not "H2O"')).toBe('χ² is 3 ± 1 in D₂O, not “H₂O”')
  expect(inSymbols('Rg and Dmax in A; the Jensen-Shannon divergence; residues in A and B')).toBe(
    'Rg and Dmax in Å; the Jensen–Shannon divergence; residues in A and B',
  )
  expect(inSymbols('chi2 of D2O.dat and in-D2O.dat, chi2.txt')).toBe('χ² of D2O.dat and in-D2O.dat, chi2.txt')
})
