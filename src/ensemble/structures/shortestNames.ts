/**
 * Names of files by the shortest end of their paths that tells them apart: `model.pdb` where that is the only one, else
 * `seed-1/model.pdb`. Files of one path keep one name.
 */
export function shortestNames(paths: string[]): string[] {
  const parts = paths.map(path => path.split(/[\\/]+/).filter(part => part !== '' && part !== '.'))
  const lengths = parts.map(() => 1)
  const nameOf = (i: number) => parts[i]!.slice(-lengths[i]!).join('/')
  for (;;) {
    const groups = Map.groupBy(parts.keys(), nameOf)
    const longer = [...groups.values()]
      .filter(group => new Set(group.map(i => parts[i]!.join('/'))).size > 1)
      .flat()
      .filter(i => lengths[i]! < parts[i]!.length)
    if (longer.length === 0) return parts.map((each, i) => (each.length === 0 ? paths[i]! : nameOf(i)))
    for (const i of longer) lengths[i]!++
  }
}
