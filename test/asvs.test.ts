import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asvsPage, proofFile, requirements } from './asvs.ts'

test('every test that asvs.md names exists', () => {
  const missing = requirements
    .flatMap(({ proofs }) => proofs)
    .filter(([file, title]) => !readFileSync(proofFile(file), 'utf8').includes(title))
  expect(missing).toEqual([])
})

test('asvs.md is what test/asvs.ts writes', () => {
  expect(readFileSync(join(import.meta.dir, 'asvs.md'), 'utf8')).toBe(asvsPage())
})
