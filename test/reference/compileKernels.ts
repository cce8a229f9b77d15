/**
 * Compiles src/ensemble/kernels/assembly/*.ts to the committed *.wasm.ts beside that folder:
 * `bun test/reference/compileKernels.ts`. A test compares what is committed with a fresh compile.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const kernels = resolve(import.meta.dir, '../../src/ensemble/kernels')
const assembly = join(kernels, 'assembly')
const compiler = resolve(import.meta.dir, '../../node_modules/assemblyscript/bin/asc.js')

/** The generated modules by file name, freshly compiled. */
export async function kernelModules(): Promise<Record<string, string>> {
  const names = readdirSync(assembly).filter(name => name.endsWith('.ts'))
  const modules = await Promise.all(
    names.map(async name => [name.replace(/\.ts$/, '.wasm.ts'), moduleText(name, await compile(name))]),
  )
  return Object.fromEntries(modules)
}

/** Runs the compiler as a command: imported, its global declarations would replace ours. */
async function compile(name: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  try {
    const output = join(folder, 'kernel.wasm')
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd']
    const command = [process.execPath, compiler, join(assembly, name), '--outFile', output, ...options]
    const run = Bun.spawnSync(command)
    if (run.exitCode !== 0) throw new Error(`${name} does not compile:\n${run.stderr}`)
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function moduleText(name: string, bytes: Uint8Array): string {
  const constant = `${name.replace(/\.ts$/, '')}Wasm`
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? []
  return `/** Compiled from assembly/${name} by test/reference/compileKernels.ts; do not edit. ${bytes.length} bytes in base64. */
export const ${constant} =
${lines.map(line => `  '${line}'`).join(' +\n')}
`
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await kernelModules())) writeFileSync(join(kernels, name), text)
}
