import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checksumOf, kernelModules, kernels } from '../../reference/compileKernels.ts'
import { constantModules } from '../../reference/generateConstants.ts'
import { long, unlessLong } from '../../support/skips.ts'
import { noReference, whySkipped } from '../saxs/shared.ts'

const ensemble = resolve(import.meta.dir, '../../../src/ensemble')

test('the committed kernels tell the checksum of their sources and bytes', () => {
  for (const name of kernels) {
    const text = readFileSync(resolve(ensemble, `kernels/${name}.wasm.ts`), 'utf8')
    const lines = [...text.matchAll(/^ {2}'([^']*)'/gm)].map(([, line]) => line)
    const bytes = Uint8Array.fromBase64(lines.join(''))
    expect(
      /SHA-256 of sources and bytes: (\w+)/.exec(text)?.[1],
      'run test/reference/compileKernels.ts',
    ).toBe(checksumOf(name, bytes))
  }
})

test.skipIf(!long)(
  `the committed kernels are what their sources compile to${unlessLong}`,
  () => {
    for (const [name, text] of Object.entries(kernelModules()))
      expect(readFileSync(resolve(ensemble, 'kernels', name), 'utf8')).toBe(text)
  },
  60_000,
)

describe.skipIf(noReference)(`generated constants${whySkipped}`, () => {
  test('are what the cited tables say', () => {
    for (const [name, text] of Object.entries(constantModules())) {
      expect(readFileSync(resolve(ensemble, 'saxs/constants', name), 'utf8')).toBe(text)
    }
  })
})
