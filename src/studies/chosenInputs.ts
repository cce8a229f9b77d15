import type { ManifestInput } from '../analyses/manifest/manifest.ts'

interface ChosenInput {
  field: string
  name: string
  bytes: number
}

/** What is wrong with the files that were chosen for a method's inputs, by input. */
export function faultsOfInputs(
  inputs: readonly ManifestInput[],
  files: readonly ChosenInput[],
  bytesMax: number,
): Record<string, string> {
  const faults = inputs.map(input => {
    const chosen = files.filter(({ field }) => field === input.name)
    return [input.name, faultOf(input, chosen, bytesMax)]
  })
  const names = files.map(({ name }) => name)
  const twin = files.find(({ name }, i) => names.indexOf(name) !== i)
  const found = Object.fromEntries(faults.filter(([, fault]) => fault !== undefined))
  if (twin && !found[twin.field])
    found[twin.field] = `There are two files called ${twin.name}. Rename one of them.`
  return found
}

function faultOf(
  { required = true, most = 1, kinds, megabytesMax = Infinity }: ManifestInput,
  chosen: ChosenInput[],
  bytesMax: number,
): string | undefined {
  if (chosen.length === 0) return required ? 'Choose a file.' : undefined
  if (chosen.length > most) return `Choose at most ${most}; these are ${chosen.length}.`
  for (const { name, bytes } of chosen) {
    if (!kinds.some(kind => name.toLowerCase().endsWith(kind)))
      return `${name} has another ending than ${kinds.join(', ')}.`
    if (bytes === 0) return `${name} is empty.`
    const limit = Math.min(bytesMax, megabytesMax * 1e6)
    if (bytes > limit)
      return `${name} has ${(bytes / 1e6).toFixed(1)} MB; at most ${Number((limit / 1e6).toFixed(1))} MB are allowed.`
  }
}
