import { scaleLinear } from 'd3-scale'
import { AxisLeft, residualTicks } from './axes.tsx'
import type { Size } from './figure.tsx'
import { dotsPath, errorsPath, type Scale } from './marks.ts'
import { type Box, beside, Plane } from './plane.tsx'

/** Marks at the edge are so high, in pixels. */
const markHeight = 7

interface ResidualsProps {
  size: Size
  box: Box
  x: Scale
  xs: ArrayLike<number>
  /** In standard errors. */
  residuals: number[]
  /** Residuals further off are marked at the edge, with how many they are. */
  most: number
}

/** Residuals in standard errors on their own axis: as far as they go, or up to `most`, with a mark for each beyond. */
export function Residuals({ size, box, x, xs, residuals, most }: ResidualsProps) {
  const largest = residuals.reduce((far, value) => Math.max(far, Math.abs(value)), 0)
  const spread = Math.min(most, Math.max(3.5, 1.05 * largest))
  const y = scaleLinear([-spread, spread], [box.bottom, box.top])
  const inside: Scale = value => (Math.abs(value) > spread ? undefined : y(value))
  const beyond = residuals.flatMap((value, i) => (Math.abs(value) > spread ? [i] : []))
  const edges = beyond.map(i => (residuals[i]! > 0 ? box.top + markHeight : box.bottom))
  const same: Scale = value => value
  return (
    <>
      <AxisLeft size={size} box={box} scale={y} ticks={residualTicks} label="residual / σ" grid />
      <Plane size={size}>
        <path class="mark-dot" d={dotsPath(xs, residuals, x, inside)} />
        <path
          class="mark-beyond"
          d={errorsPath(
            beyond.map(i => xs[i]!),
            edges,
            edges.map(edge => edge - markHeight),
            x,
            same,
            box.bottom,
          )}
        />
      </Plane>
      {beyond.length > 0 ? (
        <text class="tick-text" {...beside(size, box.right)} y={String(box.top - 13)} text-anchor="end" safe>
          {`${beyond.length} beyond ±${most} (bars)`}
        </text>
      ) : (
        ''
      )}
    </>
  )
}
