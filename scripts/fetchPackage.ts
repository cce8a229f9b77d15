import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '#src/tree.ts'

/**
 * Fetches a package into a temporary folder for as long as `work` takes: it is no dependency.
 * @param source name and version, `name@1.2.3`
 */
export async function withPackage<T>(source: string, work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-package-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{}')
    const add = [process.execPath, 'add', '--exact', '--ignore-scripts', source]
    const { success, stderr } = Bun.spawnSync(add, { cwd: folder })
    if (!success) throw new Error(`${source} cannot be fetched: ${stderr.toString().trim()}`)
    return await work(join(folder, 'node_modules', source.slice(0, source.lastIndexOf('@'))))
  } finally {
    await removeTree(folder)
  }
}
