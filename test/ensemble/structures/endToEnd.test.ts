import { expect, test } from 'bun:test'
import { endToEndOf } from '#src/ensemble/structures/measures.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'

const atom = (serial: number, name: string, residue: string, chain: string, number: number, x: number) =>
  `ATOM  ${String(serial).padStart(5)}  ${name.padEnd(3)} ${residue} ${chain}${String(number).padStart(4)}    ${x.toFixed(3).padStart(8)}   3.000   4.000  1.00  0.00           ${name[0]}`
const residue = (name: string, chain: string, number: number, x: number) =>
  ['N', 'CA', 'C', 'O'].map((each, i) => atom(4 * number + i, each, name, chain, number, x + (i - 1)))
const endToEnd = (lines: string[]) =>
  endToEndOf(readStructures(`${lines.join('\n')}\nEND\n`, 'model.pdb').models[0]!)

const chain = [...residue('GLY', 'A', 1, 0), ...residue('GLY', 'A', 2, 3.8), ...residue('GLY', 'A', 3, 12)]

test('the ends of a chain are its first and last C-alpha', () => {
  expect(endToEnd(chain)).toBeCloseTo(12, 9)
})

test('a bound ligand or an ion is no end, whatever its atoms are called', () => {
  const haem = `${atom(90, 'CA', 'XYZ', 'A', 90, 40).replace('ATOM  ', 'HETATM')}`
  const calcium = 'HETATM   91 CA    CA A  91      13.000   5.000   4.000  1.00  0.00          CA'
  expect(endToEnd([...chain, haem, calcium])).toBeCloseTo(12, 9)
})

test('several chains, or one residue, have none', () => {
  expect(endToEnd([...chain, ...residue('GLY', 'B', 4, 20)])).toBeUndefined()
  expect(endToEnd(residue('GLY', 'A', 1, 0))).toBeUndefined()
})
