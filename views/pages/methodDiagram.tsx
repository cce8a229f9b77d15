interface Box {
  x: number
  y: number
  kind: 'input' | 'step' | 'output'
  lines: string[]
}

const boxes: Box[] = [
  { x: 4, y: 12, kind: 'input', lines: ['Library', 'K models'] },
  { x: 4, y: 108, kind: 'input', lines: ['Curve', 'q, I(q), σ'] },
  { x: 172, y: 12, kind: 'step', lines: ['Profiles', 'Debye sum, one shell'] },
  { x: 340, y: 60, kind: 'step', lines: ['Selection', 'variational Bayes'] },
  { x: 508, y: 60, kind: 'step', lines: ['Inference', 'MCMC until converged'] },
  { x: 676, y: 12, kind: 'output', lines: ['Weights', 'with intervals'] },
  { x: 676, y: 108, kind: 'output', lines: ['Fit and evidence', 'with checks'] },
]

const arrows = [
  'M144 40h20',
  'M312 40c16 0 12 42 20 46',
  'M144 136h150c26 0 26-34 38-38',
  'M480 88h20',
  'M648 88c14 0 10-46 20-48',
  'M648 88c14 0 10 46 20 48',
]

/** The way from the files to the answer. */
export function MethodDiagram() {
  return (
    <figure class="diagram">
      <section class="table-wrap" tabindex="0" aria-label="Diagram of the method">
        <svg viewBox="0 0 820 172" width="820" height="172" role="img" aria-labelledby="diagram-title">
          <title id="diagram-title">
            From the library come profiles; profiles and curve go through selection and inference to weights,
            fit and evidence.
          </title>
          <defs>
            <marker
              id="arrow"
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
            <path class="diagram-arrow" d={d} marker-end="url(#arrow)" />
          ))}
          {boxes.map(box => (
            <g transform={`translate(${box.x} ${box.y})`}>
              <rect class={`diagram-${box.kind}`} width="140" height="56" rx="6" />
              <text class="diagram-name" x="70" y="25" text-anchor="middle" safe>
                {box.lines[0]!}
              </text>
              <text class="diagram-text" x="70" y="43" text-anchor="middle" safe>
                {box.lines[1]!}
              </text>
            </g>
          ))}
        </svg>
      </section>
    </figure>
  )
}
