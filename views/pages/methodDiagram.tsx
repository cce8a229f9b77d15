interface Box {
  x: number
  y: number
  kind: 'input' | 'step' | 'output'
  lines: string[]
}

interface Layout {
  name: 'narrow' | 'wide'
  width: number
  height: number
  boxes: Box[]
  arrows: string[]
}

const box = (kind: Box['kind'], x: number, y: number, ...lines: string[]): Box => ({ kind, x, y, lines })

/** Side by side where there is room, and from top to bottom on a phone. */
const layouts: Layout[] = [
  {
    name: 'wide',
    width: 820,
    height: 172,
    boxes: [
      box('input', 4, 12, 'Library', 'K models'),
      box('input', 4, 108, 'Curve', 'q, I(q), σ'),
      box('step', 172, 12, 'Profiles', 'Debye sum, one shell'),
      box('step', 340, 60, 'Selection', 'variational Bayes'),
      box('step', 508, 60, 'Inference', 'complete, by MCMC'),
      box('output', 676, 12, 'Weights', 'with intervals'),
      box('output', 676, 108, 'Fit and evidence', 'with checks'),
    ],
    arrows: [
      'M144 40h20',
      'M312 40c16 0 12 42 20 46',
      'M144 136h150c26 0 26-34 38-38',
      'M480 88h20',
      'M648 88c14 0 10-46 20-48',
      'M648 88c14 0 10 46 20 48',
    ],
  },
  {
    name: 'narrow',
    width: 320,
    height: 432,
    boxes: [
      box('input', 10, 4, 'Library', 'K models'),
      box('input', 170, 4, 'Curve', 'q, I(q), σ'),
      box('step', 10, 96, 'Profiles', 'Debye sum, one shell'),
      box('step', 90, 188, 'Selection', 'variational Bayes'),
      box('step', 90, 280, 'Inference', 'complete, by MCMC'),
      box('output', 10, 372, 'Weights', 'with intervals'),
      box('output', 170, 372, 'Fit and evidence', 'with checks'),
    ],
    arrows: [
      'M80 60v28',
      'M80 152c0 20 54 12 58 28',
      'M240 60v80c0 30-50 24-56 40',
      'M160 244v28',
      'M150 336c0 18-64 12-68 28',
      'M170 336c0 18 64 12 68 28',
    ],
  },
]

/** The way from the files to the answer. */
export function MethodDiagram() {
  return (
    <figure class="diagram">
      {layouts.map(layout => (
        <Drawing {...layout} />
      ))}
    </figure>
  )
}

function Drawing({ name, width, height, boxes, arrows }: Layout) {
  return (
    <svg
      class={`diagram-${name}`}
      viewBox={`0 0 ${width} ${height}`}
      width={String(width)}
      height={String(height)}
      role="img"
      aria-labelledby={`diagram-title-${name}`}
    >
      <title id={`diagram-title-${name}`}>
        From the library come profiles; profiles and curve go through selection and inference to weights, fit
        and evidence.
      </title>
      <defs>
        <marker
          id={`arrow-${name}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path class="diagram-head" d="M0 0l8 4-8 4z" />
        </marker>
      </defs>
      {arrows.map(d => (
        <path class="diagram-arrow" d={d} marker-end={`url(#arrow-${name})`} />
      ))}
      {boxes.map(({ x, y, kind, lines }) => (
        <g transform={`translate(${x} ${y})`}>
          <rect class={`diagram-${kind}`} width="140" height="56" rx="6" />
          <text class="diagram-name" x="70" y="25" text-anchor="middle" safe>
            {lines[0]!}
          </text>
          <text class="diagram-text" x="70" y="43" text-anchor="middle" safe>
            {lines[1]!}
          </text>
        </g>
      ))}
    </svg>
  )
}
