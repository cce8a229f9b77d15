/**
 * `bun run licences` writes static/licences.txt: the licence of every package that is delivered, ours first.
 * `bun run licences --check` fails when the file is not what would be written.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dir, '..')
const file = join(root, 'static/licences.txt')

interface Manifest {
  name: string
  version: string
  license?: string | { type: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Every package reachable from ours by dependencies that are installed. */
function closure(): Map<string, { manifest: Manifest; folder: string }> {
  const found = new Map<string, { manifest: Manifest; folder: string }>()
  const visit = (manifest: Manifest, from: string) => {
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      const folder = [join(from, 'node_modules', name), join(root, 'node_modules', name)].find(existsSync)
      if (!folder || platformBinary.test(name)) continue
      const inner = read(folder)
      const key = `${inner.name} ${inner.version}`
      if (found.has(key)) continue
      found.set(key, { manifest: inner, folder })
      visit(inner, folder)
    }
  }
  visit(read(root), root)
  return found
}

/** Builds of one package for one machine each; which are installed depends on the machine, their licence does not. */
const platformBinary = /-(linux|darwin|win32|android|freebsd|wasm32)-/

function textOf(folder: string): string {
  const name = readdirSync(folder).find(each => /^(licen[cs]e|copying)(\.|$|-)/i.test(each))
  return name ? readFileSync(join(folder, name), 'utf8').trim() : ''
}

function write(): string {
  const entries = [...closure().entries()].sort(([a], [b]) => a.localeCompare(b, 'en'))
  const sections = entries.map(([key, { manifest, folder }]) => {
    const licence =
      typeof manifest.license === 'object' ? manifest.license.type : (manifest.license ?? 'see below')
    return `${key}\nLicence: ${licence}\n\n${textOf(folder)}`
  })
  const ours = `BioCE Web\nLicence: MIT\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`
  const rule = `\n\n${'-'.repeat(78)}\n\n`
  return `${[ours, ...sections].join(rule)}\n`.replaceAll('\r\n', '\n')
}

if (process.argv.includes('--check')) {
  if (existsSync(file) && readFileSync(file, 'utf8') === write()) process.exit(0)
  console.error('static/licences.txt is not up to date. Run: bun run licences')
  process.exit(1)
}
await Bun.write(file, write())
