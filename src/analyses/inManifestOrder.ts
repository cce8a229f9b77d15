/** Things in the order of a list of names; those that it does not have come last, as they came. */
export function inManifestOrder<T>(things: T[], nameOf: (thing: T) => string, names: readonly string[]): T[] {
  const placeOf = (thing: T) => {
    const place = names.indexOf(nameOf(thing))
    return place < 0 ? names.length : place
  }
  return things.toSorted((a, b) => placeOf(a) - placeOf(b))
}
