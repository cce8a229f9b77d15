import { formatNumber, raised } from '../ui/numbers.ts'
import { DrawnPowers } from '../ui/powers.tsx'
import type { Size } from './figure.tsx'
import { type Box, beside, Plane, round } from './plane.tsx'

interface AxisProps {
  size: Size
  box: Box
  scale: (value: number) => number | undefined
  ticks: Tick[]
  label: string
}

export interface Tick {
  at: number
  text: string
}

/** More ticks than this have no room for all of their texts on a narrow screen. */
const ticksOnNarrow = 5

export function AxisBottom({ size, box, scale, ticks, label, bare }: AxisProps & { bare?: boolean }) {
  const tooMany = size.plane && ticks.length > ticksOnNarrow
  return (
    <>
      <Plane size={size}>
        <path
          class="axis-line"
          d={`M${box.left} ${box.bottom}H${box.right}${ticks.map(({ at }) => `M${round(scale(at))} ${box.bottom}v4`).join('')}`}
        />
      </Plane>
      {bare ? (
        ''
      ) : (
        <g text-anchor="middle" transform={`translate(0 ${box.bottom + 17})`}>
          <text {...beside(size, (box.left + box.right) / 2)} y="19">
            <DrawnPowers text={label} />
          </text>
          <g class={tooMany ? 'many' : undefined}>
            {ticks.map(tick => (
              <text {...beside(size, scale(tick.at))}>
                <DrawnPowers text={tick.text} />
              </text>
            ))}
          </g>
        </g>
      )}
    </>
  )
}

/** The label stands above the axis, upright: that is easier to read than a rotated label and leaves room for long numbers. */
export function AxisLeft({ size, box, scale, ticks, label, grid }: AxisProps & { grid?: boolean }) {
  const across = (from: number, to: number) =>
    ticks.map(({ at }) => `M${from} ${round(scale(at))}H${to}`).join('')
  return (
    <>
      {grid ? (
        <Plane size={size}>
          <path class="grid" d={across(box.left, box.right)} />
        </Plane>
      ) : (
        ''
      )}
      <path class="axis-line" d={`M${box.left} ${box.top}V${box.bottom}${across(box.left - 4, box.left)}`} />
      <g text-anchor="end" transform={`translate(${box.left - 8} 4)`}>
        {ticks.map(tick => (
          <text y={round(scale(tick.at))}>
            <DrawnPowers text={tick.text} />
          </text>
        ))}
      </g>
      <text {...beside(size, box.left, -40)} y={String(box.top - 13)}>
        <DrawnPowers text={label} />
      </text>
    </>
  )
}

/** Ticks that all have one power of ten, with that power at the name of the axis: beside one another they need more room than there is. */
export function withoutPower(ticks: Tick[], label: string): { ticks: Tick[]; label: string } {
  const powers = new Set(ticks.map(({ text }) => /·(10.*)$/.exec(text)?.[1]))
  const [power] = powers
  if (!power || powers.size > 1) return { ticks, label }
  return {
    ticks: ticks.map(({ at, text }) => ({ at, text: text.replace(`·${power}`, '') })),
    label: `${label} (${power})`,
  }
}

/** Ticks of a linear scale, all with as many decimals as their step needs. */
export function linearTicks(scale: { ticks(count: number): number[] }, count: number): Tick[] {
  const values = scale.ticks(count)
  const step = values.length > 1 ? values[1]! - values[0]! : 1
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const most = Math.max(...values.map(Math.abs))
  const digits = Math.max(2, 1 + Math.floor(Math.log10(most)) - Math.floor(Math.log10(step) + 1e-9))
  return values.map(at => ({
    at,
    text:
      most >= 1e5 || decimals > 5
        ? formatNumber(at, digits)
        : at
            .toFixed(decimals)
            .replace('-', '−')
            .replace(/^−0(\.0*)?$/, '0'),
  }))
}

/** Of residuals in standard errors. */
export const residualTicks: Tick[] = [
  { at: -3, text: '−3' },
  { at: 0, text: '0' },
  { at: 3, text: '3' },
]

/** Whole powers of ten; between them 2 and 5 where there is room for so many. */
export function logTicks(scale: { domain(): number[] }, count: number): Tick[] {
  const [low, high] = scale.domain() as [number, number]
  const from = Math.floor(Math.log10(low))
  const to = Math.ceil(Math.log10(high))
  const decades = Math.log10(high / low)
  const steps = 3 * decades < Math.max(count, ticksOnNarrow) ? [1, 2, 5] : [1]
  const stride = Math.max(1, Math.ceil(decades / count))
  const ticks: Tick[] = []
  for (let exponent = from; exponent <= to; exponent++) {
    if ((exponent - from) % stride !== 0) continue
    for (const step of steps) {
      const at = step * 10 ** exponent
      if (at >= low * 0.999 && at <= high * 1.001) ticks.push({ at, text: powerText(step, exponent) })
    }
  }
  return ticks
}

function powerText(step: number, exponent: number): string {
  if (exponent >= -3 && exponent <= 4) return String(Number((step * 10 ** exponent).toPrecision(1)))
  return step === 1 ? `10${raised(exponent)}` : `${step}·10${raised(exponent)}`
}
