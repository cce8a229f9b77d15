/** One sentence for each thing that two schemas do not share: its name for people, and the text that must be the same. */
export function compareSchemas(ideal: Map<string, string>, actual: Map<string, string>): string[] {
  const missing = [...ideal.keys()].filter(name => !actual.has(name)).map(name => `The ${name} is missing.`)
  const foreign = [...actual.keys()].filter(name => !ideal.has(name)).map(name => `The ${name} is not ours.`)
  const changed = [...ideal].filter(([name, text]) => actual.has(name) && actual.get(name) !== text)
  return [...missing, ...foreign, ...changed.map(([name]) => `The ${name} was changed.`)]
}
