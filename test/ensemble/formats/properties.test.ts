import { expect, test } from 'bun:test'
import { readProperties } from '#src/ensemble/formats/index.ts'

const models = ['open.pdb', 'closed.pdb', 'far.pdb']
const plain = (text: string) =>
  readProperties(text, 'p.csv', models).properties.map(({ name, unit, values }) => [
    name,
    unit,
    ...Array.from(values),
  ])

test('columns are read with their units, in the order of the library', () => {
  expect(plain('angle(deg),distance (A)\n71.2,38\n118.9,52.5\n90,1e2')).toEqual([
    ['angle', 'deg', 71.2, 118.9, 90],
    ['distance', 'A', 38, 52.5, 100],
  ])
  expect(plain('# of the hinge\nangle_[deg]\n1\n2\n3\n')).toEqual([['angle', 'deg', 1, 2, 3]])
})

test('names of models and properties may have blanks where commas part them', () => {
  const named = ['open form', 'shut']
  const text = 'model,hinge angle (deg),state\nshut,12,very shut\nopen form,90,wide'
  expect(readProperties(text, 'p.csv', named)).toEqual({
    properties: [{ name: 'hinge angle', unit: 'deg', values: Float64Array.of(90, 12) }],
    labels: [{ name: 'state', labels: ['wide', 'very shut'] }],
  })
})

test('lines that name their models may come in any order, with or without an ending', () => {
  expect(plain('model;x\nfar;3\nopen.pdb;1\nclosed;2')).toEqual([['x', '', 1, 2, 3]])
  // A study names models without the endings of their files, whichever these are.
  const values = readProperties('model x\nb.pqr 2\na.xtc#1 1', 'p.txt', ['a#1', 'b']).properties[0]?.values
  expect(values).toEqual(Float64Array.of(1, 2))
  expect(plain('model x\nfar.cif 3\nopen 1\nclosed 2')).toEqual([['x', '', 1, 2, 3]])
})

test('a column of words says which group each model belongs to, and so do whole numbers called so', () => {
  const text = 'model,angle(deg),cluster,conformation\nclosed,90,2,shut\nopen,10,1,wide\nfar,30,2,wide'
  expect(readProperties(text, 'p.csv', models)).toEqual({
    properties: [{ name: 'angle', unit: 'deg', values: Float64Array.of(10, 90, 30) }],
    labels: [
      { name: 'cluster', labels: ['1', '2', '2'] },
      { name: 'conformation', labels: ['wide', 'shut', 'wide'] },
    ],
  })
  expect(readProperties('cluster\nA\nB\nA', 'p.csv', models).labels).toEqual([
    { name: 'cluster', labels: ['A', 'B', 'A'] },
  ])
  expect(plain('state\n0.5\n1\n1.5')).toEqual([['state', '', 0.5, 1, 1.5]])
})

test('a fault names file and line', () => {
  expect(() => plain('x y\n1 2\n3 4\n5 wide')).toThrow(
    'p.csv, line 4: column 2 is "wide", not a finite number',
  )
  expect(() => plain('model x\nopen 1\nshut 2\nfar 3')).toThrow(
    'p.csv, line 3: the study has no model called "shut"',
  )
})
