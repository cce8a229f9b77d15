import type { ManifestInput } from '../analyses/manifest/manifest.ts'
import manifest from '../method/method.json'
import type { FileField } from './findings.ts'

const inputs: ManifestInput[] = manifest.inputs

/** An input of the built-in method, as its manifest has it. */
export const builtInInput = (name: FileField): ManifestInput => inputs.find(input => input.name === name)!

export const fileFields = inputs.map(({ name }) => name as FileField)

/** The most curves that one study holds. */
export const curvesMax = builtInInput('curve').most!

/** The most structure files that are taken one by one; more belong into an archive. */
export const looseFilesMax = builtInInput('library').most!
