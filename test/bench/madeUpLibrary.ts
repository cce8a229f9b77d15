import { Random } from '#src/ensemble/numeric/random.ts'
import type { InferInput } from '#src/ensemble/problem.ts'

/**
 * A made-up library for timing: K conformers of two bead domains on a flexible linker, their Debye curves at N points
 * up to 0.5 1/A, and a curve of four of them with errors of 1 % rising to 5 %. The same numbers every time.
 */
export function madeUpLibrary(modelCount: number, pointCount: number, seed = 1): InferInput {
  const random = Random.stream(seed, 99)
  const q = Float64Array.from({ length: pointCount }, (_, i) => 0.005 + (0.495 * i) / (pointCount - 1))
  const domains = [domainOf(random), domainOf(random)]
  const values = new Float64Array(pointCount * modelCount)
  for (let k = 0; k < modelCount; k++) {
    const profile = debyeCurve(conformer(domains, random), q)
    for (let i = 0; i < pointCount; i++) values[i * modelCount + k] = profile[i]!
  }
  const truth = [0.4, 0.3, 0.2, 0.1].map((weight, n) => ({
    weight,
    k: Math.floor((modelCount * (n + 0.5)) / 4),
  }))
  const intensity = new Float64Array(pointCount)
  const sigma = new Float64Array(pointCount)
  for (let i = 0; i < pointCount; i++) {
    for (const { weight, k } of truth) intensity[i]! += 1.5 * weight * values[i * modelCount + k]!
    sigma[i] = intensity[i]! * (0.01 + 0.16 * q[i]! * q[i]!)
    intensity[i]! += sigma[i]! * random.normal()
  }
  const names = Array.from({ length: modelCount }, (_, k) => `m${k + 1}`)
  return { curve: { q, intensity, sigma }, profiles: { names, values } }
}

type Point = [number, number, number]
const beads = 40
const radius = 14
const bond = 3.8

function domainOf(random: Random): Point[] {
  const points: Point[] = []
  while (points.length < beads) {
    const point: Point = [0, 0, 0].map(() => radius * (2 * random.uniform() - 1)) as Point
    if (Math.hypot(...point) < radius) points.push(point)
  }
  return points
}

function conformer([first, second]: Point[][], random: Random): Point[] {
  const stiffness = random.uniform()
  let direction: Point = [1, 0, 0]
  let end: Point = [radius, 0, 0]
  const linker: Point[] = []
  for (let step = 0; step < 20; step++) {
    const turned = direction.map(d => stiffness * d + (1 - 0.6 * stiffness) * random.normal())
    direction = turned.map(d => d / Math.hypot(...turned)) as Point
    end = end.map((x, i) => x + bond * direction[i]!) as Point
    linker.push(end)
  }
  // The second domain hangs on the linker's end, mirrored at random: orientation enough for a timing.
  const signs = [0, 0, 0].map(() => (random.uniform() < 0.5 ? -1 : 1))
  const centre = end.map((x, i) => x + radius * direction[i]!)
  return [
    ...first!,
    ...linker,
    ...second!.map(point => point.map((x, i) => centre[i]! + signs[i]! * x) as Point),
  ]
}

function debyeCurve(points: Point[], q: Float64Array): Float64Array {
  const width = 0.5
  const counts = new Float64Array(1000)
  for (let a = 0; a < points.length; a++)
    for (let b = 0; b < a; b++) {
      const distance = Math.hypot(...points[a]!.map((x, i) => x - points[b]![i]!))
      counts[Math.min(999, Math.floor(distance / width))]! += 2
    }
  return q.map(x => {
    let sum = points.length
    counts.forEach((count, bin) => {
      const phase = x * (bin + 0.5) * width
      if (count > 0) sum += (count * Math.sin(phase)) / phase
    })
    return 1e-2 * (sum / points.length ** 2) * Math.exp(-6 * x * x) + 1e-5
  })
}
