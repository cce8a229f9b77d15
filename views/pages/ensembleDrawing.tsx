import { paletteColour } from '#static/modelColours.ts'

/** One domain held still, the other where a flexible linker lets it go: the more often, the stronger the colour. */
const conformers = [
  { angle: -78, reach: 96, bend: 26, share: 0.3 },
  { angle: -44, reach: 128, bend: -34, share: 0.55 },
  { angle: -12, reach: 146, bend: 30, share: 1 },
  { angle: 20, reach: 134, bend: -26, share: 0.75 },
  { angle: 52, reach: 110, bend: 34, share: 0.4 },
  { angle: 84, reach: 88, bend: -22, share: 0.25 },
]
const origin = { x: 92, y: 138 }

export function EnsembleDrawing() {
  return (
    <svg class="ensemble" viewBox="0 0 320 280" aria-hidden="true">
      {conformers.map(({ angle, reach, bend, share }, index) => {
        const turn = (angle * Math.PI) / 180
        const end = { x: origin.x + reach * 1.15 * Math.cos(turn), y: origin.y + reach * Math.sin(turn) }
        const middle = {
          x: (origin.x + end.x) / 2 - bend * Math.sin(turn),
          y: (origin.y + end.y) / 2 + bend * Math.cos(turn),
        }
        const colour = paletteColour(index)
        return (
          <g opacity={share}>
            <path
              class="linker"
              stroke={colour}
              d={`M${origin.x} ${origin.y}Q${whole(middle.x)} ${whole(middle.y)} ${whole(end.x)} ${whole(end.y)}`}
            />
            <path
              class="domain"
              fill={colour}
              transform={`translate(${whole(end.x)} ${whole(end.y)}) rotate(${angle * 2})`}
              d={blob}
            />
          </g>
        )
      })}
      <path class="anchor" transform={`translate(${origin.x} ${origin.y}) scale(1.7)`} d={blob} />
    </svg>
  )
}

const blob = 'M-20-6c-2-12 10-18 20-16s22 4 22 16-6 12-8 20-14 10-24 6-8-14-10-26z'
const whole = (value: number) => String(Math.round(value))
