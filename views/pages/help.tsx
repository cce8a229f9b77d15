import { Html } from '@kitajs/html'
import { meanings } from '../analyses/meanings.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { formatBytes } from '../ui/numbers.ts'
import { HelpFiles } from './helpFiles.tsx'
import { HelpParameters } from './helpParameters.tsx'
import { Prose } from './prose.tsx'

const contents = [
  { id: 'start', text: 'First steps' },
  { id: 'files', text: 'Files to upload' },
  { id: 'parameters', text: 'Parameters' },
  { id: 'numbers', text: 'Numbers of a result' },
  { id: 'plots', text: 'Reading the plots' },
  { id: 'downloads', text: 'Downloads' },
  { id: 'questions', text: 'Questions' },
]

export function HelpPage({ frame, requestBytesMax }: { frame: Frame; requestBytesMax: number }) {
  return (
    <Prose
      frame={frame}
      title="Help"
      lead="Every input and output, and how to read them."
      contents={contents}
    >
      <h2 id="start">First steps</h2>
      <ol>
        <li>
          Sign in and choose <em>Try the example</em> on <a href={paths.studies()}>My studies</a>: a protein
          of two domains with a known mixture, done in under a minute.
        </li>
        <li>
          Upload your curve and your library. The next page shows how they were understood; keep them, or
          choose another file in the place of one.
        </li>
        <li>Start an analysis with the defaults. You get a mail when it is done.</li>
        <li>Read the verdict on top of the result first, then the weights and the residuals.</li>
      </ol>
      <h2 id="files">Files to upload</h2>
      <p safe>{`All files of a study together may be up to ${formatBytes(requestBytesMax)}.`}</p>
      <HelpFiles />
      <h2 id="parameters">Parameters</h2>
      <HelpParameters />
      <h2 id="numbers">Numbers of a result</h2>
      <dl class="terms">
        {numbers.map(([name, meaning]) => (
          <>
            <dt safe>{name}</dt>
            <dd>{meanings[meaning]}</dd>
          </>
        ))}
      </dl>
      <h2 id="plots">Reading the plots</h2>
      <ul>
        <li>
          <strong>Fit.</strong> Data with one standard error, the curve of the ensemble, and the band in which
          95 % of new data would fall. The residuals below should look like noise; a wave in them means that
          something is missing.
        </li>
        <li>
          <strong>Weights.</strong> A dot for the mean and a bar for the 95 % interval. Bars that reach 0
          belong to models that the data can do without; two bars that are both wide often belong to models
          that look alike to the data.
        </li>
        <li>
          <strong>Guinier.</strong> ln I against q² is straight at low q; its slope gives the radius of
          gyration.
        </li>
        <li>
          <strong>Kratky.</strong> (q Rg)² I/I(0) against q Rg: a compact globule has its peak of 1.10 at
          1.73; flexible chains rise further and stay up.
        </li>
        <li>
          <strong>Traces.</strong> Each chain's path: they should overlap and show no trend.
        </li>
      </ul>
      <h2 id="downloads">Downloads</h2>
      <p>
        A result can be taken home file by file or as one zip; its README.txt explains each file. Tables are
        plain CSV, result.json holds every number of the page.
      </p>
      <h2 id="questions">Questions</h2>
      {questions.map(([question, answer]) => (
        <details>
          <summary safe>{question}</summary>
          <p>{Html.escapeHtml(answer)}</p>
        </details>
      ))}
    </Prose>
  )
}

const numbers: [string, keyof typeof meanings][] = [
  ['Weight', 'weight'],
  ['95 % interval', 'interval'],
  ['MCSE', 'mcse'],
  ['ESS', 'ess'],
  ['R-hat', 'rhat'],
  ['χ² per point', 'chi2'],
  ['Jensen–Shannon divergence', 'jsd'],
  ['CorMap', 'cormap'],
  ['ln evidence', 'evidence'],
]

const questions: [string, string][] = [
  [
    'How many models should a library have?',
    'Enough to span what the protein might do: the Rg of the models should reach clearly below and above the measured one. A curve carries perhaps 10 to 20 independent numbers, so beyond a few hundred models you learn about groups of models rather than about single ones.',
  ],
  [
    'χ² is far below 1. Is that good?',
    'It says that the errors in the file are larger than the real noise. The weights are still right on average, but their intervals are too wide. Ask for the errors at the beamline or rescale them.',
  ],
  [
    'χ² is far above 1. What now?',
    'Look where the residuals leave the band. At low q it is often aggregation, an interparticle effect or a wrong buffer; at middle q a conformation that the library lacks; over all q errors that are too small.',
  ],
  [
    'The result says that it has not converged.',
    'The chains do not agree yet. Run it again with more iterations. If it stays, models that look the same to the data trade weight among one another: raise the threshold or thin the library.',
  ],
  [
    'Why does the same analysis give slightly different numbers?',
    'Only with another seed: sampling has a random error, told as MCSE. With the same seed the result is the same to the last bit.',
  ],
  [
    'My q is in 1/nm. Do I have to convert it?',
    'No. The unit is found out from the header or the range and asked after the upload; you can also say it in the form.',
  ],
]
