/** The faults of settings that are whole numbers within bounds, by name. */
export function faultsOfNumbers<Name extends string>(
  bounds: Record<Name, readonly [least: number, most: number]>,
  typed: Record<Name, string>,
): Partial<Record<Name, string>> {
  const faults: Partial<Record<Name, string>> = {}
  for (const name of Object.keys(bounds) as Name[]) {
    const [least, most] = bounds[name]
    const value = Number(typed[name])
    if (!/^\d{1,6}$/.test(typed[name].trim()) || value < least || value > most)
      faults[name] = `Use a whole number from ${least} to ${most}.`
  }
  return faults
}
