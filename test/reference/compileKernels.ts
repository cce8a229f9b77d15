/**
 * Compiles src/ensemble/kernels/assembly to the committed *.wasm.ts beside that folder:
 * `bun test/reference/compileKernels.ts`. Each tells the checksum of its sources and bytes: a test compares it, and a
 * longer one compiles anew.
 */

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { devDependencies } from '../../package.json'

const ensemble = resolve(import.meta.dir, '../../src/ensemble')
export const kernels = ['debye', 'elementary', 'products', 'sweep']
/** Those of numeric/ in whose place the files of kernels/assembly/ are compiled. */
const replaced = ['vectors.ts', 'elementary.ts']
const compiler = resolve(import.meta.dir, '../../node_modules/assemblyscript/bin/asc.js')
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--uncheckedBehavior',
  'always',
]

/** The generated modules by file name, freshly compiled. */
export function kernelModules(): Record<string, string> {
  return Object.fromEntries(kernels.map(name => [`${name}.wasm.ts`, moduleText(name, compileKernel(name))]))
}

/**
 * Compiles one kernel. The sources are copied, as AssemblyScript has no word for an import of a type alone, and as some of
 * numeric/ have a form of their own there. The compiler runs as a command: imported, its global declarations would
 * replace ours.
 */
function compileKernel(name: string): Uint8Array<ArrayBuffer> {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  try {
    for (const from of ['kernels/assembly', 'numeric', 'sample'])
      for (const file of readdirSync(join(ensemble, from)))
        copySource(join(ensemble, from, file), join(folder, from, file))
    for (const file of replaced)
      copySource(join(ensemble, 'kernels/assembly', file), join(folder, 'numeric', file))
    const output = join(folder, 'kernel.wasm')
    // By paths from the folder, as some end up in the module.
    const source = `kernels/assembly/${name}.ts`
    const command = [process.execPath, compiler, source, '--outFile', output, ...options]
    const run = Bun.spawnSync(command, { cwd: folder })
    if (run.exitCode !== 0) throw new Error(`${name} does not compile:\n${run.stderr}`)
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function copySource(from: string, to: string): void {
  const source = readFileSync(from, 'utf8')
    .replaceAll(/\btype (?=\{|\w+[ ,}])(?=[^=;]*from )/g, '')
    .replaceAll('Float64Array', 'StaticArray<f64>')
    .replaceAll('Int32Array', 'StaticArray<i32>')
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, source)
}

function moduleText(name: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,100}/g) ?? []
  return `/**
 * Compiled from assembly/${name}.ts by test/reference/compileKernels.ts; do not edit. ${bytes.length} bytes in base64.
 * SHA-256 of sources and bytes: ${checksumOf(name, bytes)}
 */
export const ${name}Wasm =
${lines.map(line => `  '${line}'`).join(' +\n')}
`
}

/** Of everything that decides what a kernel is, and of what it was. */
export function checksumOf(name: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify([devDependencies.assemblyscript, options]))
  const found = new Set(replaced.map(file => join(ensemble, 'kernels/assembly', file)))
  const wanted = [join(ensemble, `kernels/assembly/${name}.ts`)]
  for (let path = wanted.pop(); path; path = wanted.pop()) {
    found.add(path)
    for (const [, other] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const source = resolve(dirname(path), other!.replace(/(\.ts)?$/, '.ts'))
      if (!found.has(source) && !source.endsWith('.wasm.ts')) wanted.push(source)
    }
  }
  for (const path of [...found].toSorted()) hash.update(readFileSync(path))
  return hash.update(bytes).digest('hex')
}

if (import.meta.main)
  for (const [name, text] of Object.entries(kernelModules()))
    writeFileSync(join(ensemble, 'kernels', name), text)
