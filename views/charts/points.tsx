import type { Size } from './figure.tsx'
import { dotsPath, errorsPath, mapped, type Scale } from './marks.ts'
import { type Box, Plane } from './plane.tsx'

interface PointsProps {
  size: Size
  box: Box
  x: (value: number) => number
  y: (value: number) => number
  xs: ArrayLike<number>
  ys: ArrayLike<number>
  errors: ArrayLike<number>
  /** A page-wide name for the clip path that keeps bars inside the axes. */
  clip: string
}

/** Points with their error bars, cut at the axes. */
export function Points({ size, box, x, y, xs, ys, errors, clip }: PointsProps) {
  const low = mapped(ys, (value, i) => value - errors[i]!)
  const high = mapped(ys, (value, i) => value + errors[i]!)
  return (
    <Plane size={size}>
      <clipPath id={clip}>
        <rect
          x={String(box.left)}
          y={String(box.top - 4)}
          width={String(box.right - box.left + 4)}
          height={String(box.bottom - box.top + 4)}
        />
      </clipPath>
      <g clip-path={`url(#${clip})`}>
        <path class="mark-error" d={errorsPath(xs, low, high, x, y, box.bottom)} />
        <OpenDots id={`${clip}-dots`} xs={xs} ys={ys} x={x} y={y} />
      </g>
    </Plane>
  )
}

interface DotsProps {
  /** A page-wide name. */
  id: string
  xs: ArrayLike<number>
  ys: ArrayLike<number>
  x: Scale
  y: Scale
}

/** Open circles: each dot, and a smaller one of the colour of the paper on it, from one path. */
export const OpenDots = ({ id, xs, ys, x, y }: DotsProps) => (
  <>
    <defs>
      {/* Rules of a page do not reach into what is used again, and a stretched dot is no circle. */}
      <path id={id} d={dotsPath(xs, ys, x, y)} vector-effect="non-scaling-stroke" />
    </defs>
    <use href={`#${id}`} class="mark-dot open" />
    <use href={`#${id}`} class="mark-dot hole" />
  </>
)
