import { expect, test } from 'bun:test'
import { chainBreaks, chainsOf, incompleteResidues } from '#src/ensemble/structures/completeness.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { textOf, whySkipped } from '../saxs/shared.ts'

const text = (name: string) => textOf(`inputs/${name}`)
const modelOf = (pdb: string) => readStructures(pdb, 'm.pdb').models[0]!

test.skipIf(whySkipped !== '')(`lysozyme is one whole chain of 129 residues${whySkipped}`, () => {
  const lysozyme = modelOf(text('6lyz.pdb'))
  expect(chainsOf(lysozyme).filter(chain => chain.kind === 'protein')).toEqual([
    { name: 'A', kind: 'protein', residues: 129, from: 1, to: 129 },
  ])
  expect(incompleteResidues(lysozyme)).toEqual([])
  expect(chainBreaks(lysozyme)).toEqual([])
})

test.skipIf(whySkipped !== '')(`atoms and residues taken out are missed where they were${whySkipped}`, () => {
  const lines = text('6lyz.pdb').split('\n')
  const number = (line: string) => Number(line.slice(22, 26))
  const isAtom = (line: string) => line.startsWith('ATOM')
  const holed = lines.filter(
    line => !isAtom(line) || !(number(line) >= 50 && number(line) <= 54) || line.startsWith('TER'),
  )
  const cut = holed.filter(
    line => !isAtom(line) || number(line) !== 97 || !/ (CD|CE|NZ) /.test(line.slice(12, 17)),
  )
  const model = modelOf(cut.join('\n'))
  expect(incompleteResidues(model)).toEqual([{ label: 'LYS A 97', missing: 3 }])
  expect(chainBreaks(model).map(pair => pair.map(label => label.slice(3)))).toEqual([[' A 49', ' A 55']])
})

test.skipIf(whySkipped !== '')(`nucleic acids are chains of their own kind${whySkipped}`, () => {
  const kinds = chainsOf(modelOf(text('single_dna.pdb'))).map(chain => chain.kind)
  expect(kinds).toContain('nucleic acid')
})
