import type { Children } from '@kitajs/html'

/** The method in four drawings of our own; each is decoration beside its words. */
export function Pipeline() {
  return (
    <ol class="pipeline">
      <Step title="Curve and library" text="One measured curve and candidate conformations of the protein.">
        <path class="draw-axis" d="M14 10v60h92" />
        <path class="draw-line" d="M18 18c18 1 22 10 32 22s24 20 52 22" />
        {[
          [24, 17],
          [36, 26],
          [46, 36],
          [58, 48],
          [72, 54],
          [88, 63],
          [100, 60],
        ].map(([x, y]) => (
          <path class="draw-bar" d={`M${x} ${y! - 5}v10`} />
        ))}
      </Step>
      <Step title="Profiles" text="The calculated curve of each model, with one hydration shell for all.">
        <path class="draw-axis" d="M14 10v60h92" />
        <path class="draw-line model-a" d="M18 16c20 2 24 14 34 26s22 18 50 20" />
        <path class="draw-line model-b" d="M18 16c14 2 18 20 30 30s26 12 54 18" />
        <path class="draw-line model-c" d="M18 16c26 2 30 8 40 20s22 22 44 24" />
        <path class="draw-line model-d" d="M18 16c10 4 14 28 28 36s28 8 56 14" />
      </Step>
      <Step title="Selection" text="Variational Bayes leaves out the models the data cannot support.">
        {['model-a', 'model-b', 'model-c', 'model-d', 'off', 'off', 'off'].map((name, index) => (
          <path class={['draw-chain', name]} d={`M${14 + index * 14} 68c10-12-8-20 2-32s-4-14 2-24`} />
        ))}
      </Step>
      <Step title="Weights" text="Full Bayesian inference of every population, with its uncertainty.">
        <path class="draw-axis" d="M14 10v60h92" />
        {[
          ['model-a', 46, 14],
          ['model-b', 30, 10],
          ['model-c', 16, 9],
          ['model-d', 8, 6],
        ].map(([name, height, spread], index) => (
          <>
            <rect
              class={`draw-block ${name}`}
              x={String(24 + index * 20)}
              y={String(70 - Number(height))}
              width="12"
              height={String(height)}
            />
            <path
              class="draw-bar"
              d={`M${30 + index * 20} ${70 - Number(height) - Number(spread) / 2}v${spread}`}
            />
          </>
        ))}
      </Step>
    </ol>
  )
}

function Step({ title, text, children }: { title: string; text: string; children?: Children }) {
  return (
    <li>
      <svg viewBox="0 0 120 80" fill="none" stroke-linecap="round" aria-hidden="true">
        {children}
      </svg>
      <h2 safe>{title}</h2>
      <p safe>{text}</p>
    </li>
  )
}
