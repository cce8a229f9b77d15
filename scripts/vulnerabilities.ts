/**
 * `bun run vulnerabilities [FOLDER]` looks for known vulnerabilities of the packages that are delivered: in FOLDER,
 * which holds advisories in the OSV format (a JSON file each), or else by asking the package registry. Ends with 1
 * where there are any, and with 75 where nothing could be asked, for example without a network.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deliveredPackages } from './packages.ts'

/** An advisory as the Open Source Vulnerability format, version 1, has it; the parts that are read here. */
interface Advisory {
  id: string
  summary?: string
  withdrawn?: string
  affected?: {
    package?: { ecosystem: string; name: string }
    versions?: string[]
    ranges?: { type: string; events: Partial<Record<'introduced' | 'fixed' | 'last_affected', string>>[] }[]
  }[]
}

/** Whether a version of an npm package is affected. */
export function isAffected({ affected = [], withdrawn }: Advisory, name: string, version: string): boolean {
  if (withdrawn) return false
  const order = (other: string) => Bun.semver.order(version, other === '0' ? '0.0.0-0' : other)
  return affected
    .filter(({ package: of }) => of?.ecosystem === 'npm' && of.name === name)
    .some(({ versions = [], ranges = [] }) => {
      if (versions.includes(version)) return true
      return ranges.some(({ events }) =>
        events.reduce((isBad, { introduced, fixed, last_affected: last }) => {
          if (introduced !== undefined && order(introduced) >= 0) return true
          if (fixed !== undefined && order(fixed) >= 0) return false
          if (last !== undefined && order(last) > 0) return false
          return isBad
        }, false),
      )
    })
}

function findInFolder(folder: string): string[] {
  const packages = [...deliveredPackages().values()].map(({ manifest }) => manifest)
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .flatMap(file => {
      const advisory = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Advisory
      return packages
        .filter(({ name, version }) => isAffected(advisory, name, version))
        .map(({ name, version }) => `${name} ${version}: ${advisory.id} ${advisory.summary ?? ''}`)
    })
}

/** What the registry knows; undefined where none answers. */
function askRegistry(): string[] | undefined {
  const { stdout } = Bun.spawnSync([process.execPath, 'audit', '--production', '--json'], { timeout: 20_000 })
  try {
    const found = JSON.parse(stdout.toString()) as Record<string, { severity: string; title: string }[]>
    return Object.entries(found).flatMap(([name, each]) =>
      each.map(({ severity, title }) => `${name}: ${severity}, ${title}`),
    )
  } catch {
    return // no JSON: nobody answered
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  const found = folder ? findInFolder(folder) : askRegistry()
  if (!found) {
    console.log(
      'NOT CHECKED: no package registry tells of vulnerabilities from here. Give a folder of advisories.',
    )
    process.exit(75)
  }
  for (const line of found) console.log(line)
  console.log(found.length === 0 ? 'No known vulnerabilities.' : `${found.length} known vulnerabilities.`)
  process.exit(found.length === 0 ? 0 : 1)
}
