import { expect, test } from 'bun:test'
import { roCrate } from '#src/analyses/roCrate.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { noon } from '../support/people.ts'
import { recordOf } from '../support/records.ts'

interface Entity {
  '@id': string
  '@type': string
  [property: string]: unknown
}

const made = (hasInputs: boolean, isOurs = true) =>
  roCrate({
    study: { name: 'Linker' },
    analysis: { name: 'First', startedAt: noon, finishedAt: noon + 1000, createdAt: noon },
    assignment: { name: 'First', study: recordOf(['m1', 'm2']), parameters: parseParameters({ seed: '7' }) },
    outputs: [{ name: 'weights.csv', bytes: 3, meaning: 'the weights' }],
    program: { name: 'bioce', version: '1.2.3' },
    isOurs,
    hasInputs,
  })['@graph'] as Entity[]

/** Every `{"@id": ...}` in an entity. */
const refsIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(refsIn)
    : typeof value === 'object' && value !== null && Object.keys(value).join() === '@id'
      ? [(value as Entity)['@id']]
      : []

test.each([true, false])('a crate refers to what it describes, with inputs: %p', hasInputs => {
  const graph = made(hasInputs)
  const ids = graph.map(each => each['@id'])
  expect(new Set(ids).size).toBe(ids.length)
  const known = [...ids, 'https://w3id.org/ro/crate/1.1']
  for (const entity of graph)
    for (const [property, value] of Object.entries(entity))
      for (const id of property === '@id' ? [] : refsIn(value)) expect(known).toContain(id)
  const [root, run] = ['./', '#run'].map(id => graph.find(each => each['@id'] === id)!)
  expect(refsIn(run!.object)).toContain('#parameter-seed')
  expect(graph.find(each => each['@id'] === '#parameter-seed')).toMatchObject({ value: 7 })
  expect(run).toMatchObject({ endTime: '2026-01-01T12:00:01.000Z', result: [{ '@id': 'weights.csv' }] })
  expect(refsIn(root!.hasPart).some(id => id.startsWith('input/'))).toBe(hasInputs)
  expect(ids.some(id => id.startsWith('#input/'))).toBe(!hasInputs)
})

test('the result of a method of a laboratory does not name the article of this program', () => {
  const text = JSON.stringify(made(false, false))
  expect(text).not.toMatch(/doi\.org|small-angle/)
  expect(JSON.stringify(made(false))).toMatch(/doi\.org\/10\.1371/)
})
