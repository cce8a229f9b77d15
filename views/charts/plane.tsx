import type { Children } from '@kitajs/html'
import type { Size } from './figure.tsx'

/**
 * On a page a chart is as wide as there is room: across, its coordinates are shares of the width, while heights, texts and the
 * width of lines stay in pixels, so one drawing serves every screen. In a file every coordinate is in pixels.
 */
export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/**
 * The room for the drawing inside its axes, with so many pixels around it. On a page the drawing is that room alone, and
 * the margins of static/charts.css are left and right of it.
 */
export function boxOf(size: Size, { left = 56, right = 18, top = 28, bottom = 44 } = {}): Box {
  const heights = { top, bottom: size.height - bottom }
  return size.plane
    ? { left: 0, right: size.width, ...heights }
    : { left, right: size.width - right, ...heights }
}

/** The attributes of a text that stands at `x`, so many pixels beside it. */
export function beside(size: Size, x: number | undefined, pixels = 0): { x: string; dx?: string } {
  if (!size.plane) return { x: round((x ?? 0) + pixels) }
  if (!x) return { x: String(pixels) }
  return { x: share(size, x), dx: pixels === 0 ? undefined : String(pixels) }
}

/** A coordinate or a length across, where it stands alone in its attribute. */
export const share = (size: Size, x: number | undefined) =>
  size.plane ? `${Math.round(((x ?? 0) / size.width) * 1e4) / 100}%` : round(x)

/**
 * Around paths that go across, whose coordinates cannot be shares: on a page they all go into one layer below the rest, which
 * is stretched, but not its lines.
 */
export function Plane({ size, children }: { size: Size; children: Children }) {
  const paths = <>{children}</>
  if (!size.plane) return paths
  size.plane.push(String(paths))
  return ''
}

interface ShapeProps {
  size: Size
  x: number | undefined
  y: number
  class: string
  /** In pixels around x and y: it begins with a relative step. */
  d: string
}

/** A small shape that is never stretched. */
export function Shape({ size, x, y, d, ...look }: ShapeProps) {
  if (!size.plane) return <path {...look} d={`M${round(x)} ${y}${d}`} />
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is part of a drawing that has a name
    <svg x={share(size, x)} y={String(y)}>
      <path {...look} d={`M0 0${d}`} />
    </svg>
  )
}

interface LevelProps {
  size: Size
  from: number
  to: number
  y: number
  class: string
  stroke: string
}

/** A level line that stays where it stands among the others. */
export const Level = ({ size, from, to, y, ...look }: LevelProps) => (
  <line {...look} x1={share(size, from)} x2={share(size, to)} y1={String(y)} y2={String(y)} />
)

export const round = (value: number | undefined) => (Math.round((value ?? 0) * 10) / 10).toString()
