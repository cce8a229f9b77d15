/** The hydration shell: beads on a cubic grid around the molecule, standing for water denser than bulk. */

/** Where the beads lie and how much space each stands for. */
export interface Shell {
  /** Bead centres in A, [B, 3] row-major. */
  xyz: Float64Array
  /** Their whole-number coordinates on the grid, [B, 3]. */
  cells: Int32Array
  /** Grid spacing in A. */
  spacing: number
  /** Thickness of the layer in A. */
  width: number
}

/** Distance of neighbouring beads in A, for molecules of all sizes: with 4 A the shell's own scattering changed by 2 to 7 %. */
const spacing = 3
/** Nearest approach of a bead to an atom in A. */
const nearest = 3
/** Room around the atoms' box in A; a bead is never further out than 3 + 5 A. */
const margin = 12

/**
 * Beads whose nearest atom is in (3, 3 + w] A, on a grid that starts 12 A below the smallest coordinates.
 *
 * w is 3 A for Rg <= 15 A, 5 A for Rg >= 20 A and linear between. Works plane by
 * plane: each atom within reach of a plane lowers the distances of the grid points around it. Cost O(A w^3) plus one
 * visit of each grid point; memory one plane.
 *
 * @param xyz coordinates of the atoms in A, [A, 3]
 * @param gyration geometric radius of gyration in A
 */
export function hydrationShell(xyz: Float64Array, gyration: number): Shell {
  const atoms = xyz.length / 3
  const width = shellWidth(gyration)
  const reach = nearest + width
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < xyz.length; i++) {
    low[i % 3] = Math.min(low[i % 3], xyz[i])
    high[i % 3] = Math.max(high[i % 3], xyz[i])
  }
  const origin = low.map(value => value - margin)
  const points = [0, 1, 2].map(axis => Math.ceil((high[axis] - low[axis] + 2 * margin) / spacing) + 1)
  const byX = Int32Array.from({ length: atoms }, (_, i) => i).sort((a, b) => xyz[3 * a] - xyz[3 * b])

  const [, ny, nz] = points
  const squares = new Float64Array(ny * nz)
  const beads: number[] = []
  const cells: number[] = []
  let firstInReach = 0
  for (let ix = 0; ix < points[0]; ix++) {
    const x = origin[0] + spacing * ix
    while (firstInReach < atoms && xyz[3 * byX[firstInReach]] < x - reach) firstInReach++
    if (firstInReach === atoms || xyz[3 * byX[firstInReach]] > x + reach) continue
    squares.fill(Number.POSITIVE_INFINITY)
    for (let k = firstInReach; k < atoms; k++) {
      const atom = 3 * byX[k]
      const dx = xyz[atom] - x
      if (dx > reach) break
      lowerDistances(squares, ny, nz, origin, spacing, reach, dx * dx, xyz[atom + 1], xyz[atom + 2])
    }
    for (let iy = 0, at = 0; iy < ny; iy++) {
      for (let iz = 0; iz < nz; iz++, at++) {
        const distance = Math.sqrt(squares[at])
        if (distance > nearest && distance <= reach) {
          beads.push(x, origin[1] + spacing * iy, origin[2] + spacing * iz)
          cells.push(ix, iy, iz)
        }
      }
    }
  }
  return { xyz: Float64Array.from(beads), cells: Int32Array.from(cells), spacing, width }
}

/** Thickness of the shell in A for a molecule of this radius of gyration in A. */
export function shellWidth(gyration: number): number {
  return 3 + 2 * Math.min(1, Math.max(0, (gyration - 15) / 5))
}

function lowerDistances(
  squares: Float64Array,
  ny: number,
  nz: number,
  origin: number[],
  spacing: number,
  reach: number,
  dx2: number,
  y: number,
  z: number,
): void {
  const y0 = Math.max(0, Math.ceil((y - reach - origin[1]) / spacing))
  const y1 = Math.min(ny - 1, Math.floor((y + reach - origin[1]) / spacing))
  const z0 = Math.max(0, Math.ceil((z - reach - origin[2]) / spacing))
  const z1 = Math.min(nz - 1, Math.floor((z + reach - origin[2]) / spacing))
  for (let iy = y0; iy <= y1; iy++) {
    const dy = origin[1] + spacing * iy - y
    const dxy2 = dx2 + dy * dy
    const row = iy * nz
    for (let iz = z0; iz <= z1; iz++) {
      const dz = origin[2] + spacing * iz - z
      const square = dxy2 + dz * dz
      if (square < squares[row + iz]) squares[row + iz] = square
    }
  }
}
