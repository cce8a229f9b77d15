/** The frame of one residue: where its atoms usually lie as seen from the few that are known. */

import { hypot } from '../numeric/elementary.ts'

export type Point = [number, number, number]

/** An origin and three axes at right angles. */
export interface LocalFrame {
  origin: Point
  axes: [Point, Point, Point]
}

/**
 * The frame at a C-alpha between two points of its chain, the neighbouring C-alphas or its own N and C: the first axis
 * points away from both, where the side chain is, the second from the one before to the one behind.
 */
export function frameBetween(before: Point, origin: Point, behind: Point): LocalFrame {
  const along = unit(minus(behind, before))
  const back = unit(minus(before, origin))
  const ahead = unit(minus(behind, origin))
  const out = minus([0, 0, 0], [back[0] + ahead[0], back[1] + ahead[1], back[2] + ahead[2]])
  const outwards = unit(minus(out, scaled(along, dot(out, along))))
  const first = outwards.some(value => value !== 0) ? outwards : perpendicular(along)
  return { origin, axes: [first, along, cross(first, along)] }
}

/** A place in the frame. */
export function inFrame({ origin, axes }: LocalFrame, place: Point): Point {
  const offset = minus(place, origin)
  return [dot(offset, axes[0]), dot(offset, axes[1]), dot(offset, axes[2])]
}

/** A place of the frame in space. */
export function fromFrame({ origin, axes }: LocalFrame, [a, b, c]: Point): Point {
  const at = (axis: number) => origin[axis]! + a * axes[0][axis]! + b * axes[1][axis]! + c * axes[2][axis]!
  return [at(0), at(1), at(2)]
}

/** Any direction at right angles to one: for a chain that is straight here. */
function perpendicular(direction: Point): Point {
  const other: Point = Math.abs(direction[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]
  return unit(cross(direction, other))
}

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const scaled = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by]
const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

function unit(a: Point): Point {
  const length = hypot(...a)
  return length < 1e-6 ? [0, 0, 0] : [a[0] / length, a[1] / length, a[2] / length]
}
