/**
 * `bun run licences` writes static/licences.txt, the licence of every package that is delivered, ours first, and
 * static/sbom.json, the same packages as a bill of materials (CycloneDX 1.6) for scanners.
 * `bun run licences --check` fails when a file is not what would be written.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '#src/program.ts'
import { deliveredPackages, licenceOf, root } from './packages.ts'

const packages = deliveredPackages()

function licences(): string {
  const sections = [...packages].map(
    ([key, { manifest, folder }]) =>
      `${key}\nLicence: ${licenceOf(manifest) ?? 'see below'}\n\n${textOf(folder)}`,
  )
  const ours = `BioCE Web\nLicence: MIT\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`
  const rule = `\n\n${'-'.repeat(78)}\n\n`
  return `${[ours, ...sections].join(rule)}\n`.replaceAll('\r\n', '\n')
}

function textOf(folder: string): string {
  const names = readdirSync(folder).filter(each => /^(licen[cs]e|copying)(\.|$|-|_)/i.test(each))
  return names.map(name => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n')
}

/** Without a serial number and a time: the same packages give the same file. */
function billOfMaterials(): string {
  const components = [...packages.values()].map(({ manifest }) => {
    const { name, version } = manifest
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
    const licences = [{ license: { name: licenceOf(manifest) ?? 'see licences.txt' } }]
    return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: licences }
  })
  const component = {
    type: 'application',
    name: 'bioce-web',
    version,
    licenses: [{ license: { id: 'MIT' } }],
  }
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components }
  return `${JSON.stringify(bill, null, 2)}\n`
}

const files = { 'static/licences.txt': licences(), 'static/sbom.json': billOfMaterials() }
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name)
  if (!process.argv.includes('--check')) await Bun.write(path, text)
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is not up to date. Run: bun run licences`)
    process.exitCode = 1
  }
}
