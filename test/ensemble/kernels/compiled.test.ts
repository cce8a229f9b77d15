import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { kernelModules } from '../../reference/compileKernels.ts'
import { constantModules } from '../../reference/generateConstants.ts'
import { noReference, whySkipped } from '../saxs/shared.ts'

const ensemble = resolve(import.meta.dir, '../../../src/ensemble')

test('the committed kernels are what their sources compile to', () => {
  for (const [name, text] of Object.entries(kernelModules()))
    expect(readFileSync(resolve(ensemble, 'kernels', name), 'utf8')).toBe(text)
}, 60_000)

describe.skipIf(noReference)(`generated constants${whySkipped}`, () => {
  test('are what the cited tables say', () => {
    for (const [name, text] of Object.entries(constantModules())) {
      expect(readFileSync(resolve(ensemble, 'saxs/constants', name), 'utf8')).toBe(text)
    }
  })
})
