import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dir, '..')

export interface Manifest {
  name: string
  version: string
  license?: string | { type: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

export interface Package {
  manifest: Manifest
  folder: string
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Every package that is delivered, by "name version", in order: those that ours reaches by dependencies. */
export function deliveredPackages(): Map<string, Package> {
  const found = new Map<string, Package>()
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
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b, 'en')))
}

/** Builds of one package for one machine each; which are installed depends on the machine, their licence does not. */
const platformBinary = /-(linux|darwin|win32|android|freebsd|wasm32)-/

export const licenceOf = ({ license }: Manifest): string | undefined =>
  typeof license === 'object' ? license.type : license
