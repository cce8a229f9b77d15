/** Volume that a heavy atom of a protein takes with its hydrogens, A^3: 1.21 A^3/Da times 14.2 Da. */
const atomVolume = 17.2
/** Electron density of a protein over that of water, e/A^3: 0.425 - 0.334. */
const proteinContrast = 0.091
/** Thickness of the hydration shell, A. */
const shellThickness = 3

/**
 * Radius of gyration of a model together with its hydration shell, which is what a curve shows. The shell lies as far out from
 * the atoms as that of a sphere of their volume; for an elongated model this is an upper estimate.
 *
 * @param rg of the atoms alone, A
 * @param atoms heavy atoms
 * @param contrast of the shell, e/A^3
 */
export function rgWithShell(rg: number, atoms: number, contrast: number): number {
  const volume = atomVolume * atoms
  const radius = Math.cbrt((3 * volume) / (4 * Math.PI))
  const shell = (4 / 3) * Math.PI * ((radius + shellThickness) ** 3 - radius ** 3)
  const [inside, outside] = [proteinContrast * volume, contrast * shell]
  const shellRg2 = rg ** 2 + (radius + shellThickness / 2) ** 2 - 0.6 * radius ** 2
  return Math.sqrt((inside * rg ** 2 + outside * shellRg2) / (inside + outside))
}
