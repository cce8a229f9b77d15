import type { SettingView } from '../analyses/settingInput.tsx'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { formatBytes } from '../ui/numbers.ts'
import { HelpCalculation } from './helpCalculation.tsx'
import { type DownloadKind, HelpDownloads } from './helpDownloads.tsx'
import { HelpFields } from './helpFields.tsx'
import { HelpFiles } from './helpFiles.tsx'
import { HelpLimits } from './helpLimits.tsx'
import { HelpNumbers } from './helpNumbers.tsx'
import { HelpPlots } from './helpPlots.tsx'
import { HelpQuestions } from './helpQuestions.tsx'
import { Prose } from './prose.tsx'

const contents = [
  { id: 'start', text: 'First steps' },
  { id: 'files', text: 'Files to upload' },
  { id: 'fields', text: 'Every field' },
  { id: 'numbers', text: 'Every number' },
  { id: 'plots', text: 'Reading the plots' },
  { id: 'downloads', text: 'Downloads' },
  { id: 'calculation', text: 'How it is calculated' },
  { id: 'questions', text: 'Questions' },
]

interface HelpProps {
  frame: Frame
  requestBytesMax: number
  /** The files of a result, each with what it is. */
  resultFiles: DownloadKind[]
  settings: SettingView[]
}

export function HelpPage({ frame, requestBytesMax, resultFiles, settings }: HelpProps) {
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
          Upload your curve and your library. The next page shows how they were read; save the study, or
          replace a file.
        </li>
        <li>Start an analysis with the defaults. You get a mail when it is done.</li>
        <li>Read the verdict on top of the result first, then the weights and the residuals.</li>
      </ol>
      <h2 id="files">Files to upload</h2>
      <p safe>{`All files of a study together may be up to ${formatBytes(requestBytesMax)}.`}</p>
      <HelpFiles />
      <h2 id="fields">Every field</h2>
      <p>By form. The question mark next to each field shows most of these texts too.</p>
      <HelpFields settings={settings} />
      <h2 id="numbers">Every number of a result</h2>
      <p>
        Below, y and σ are the N measured intensities and their errors, S the profiles of the models, w their
        weights and c the scale.
      </p>
      <HelpNumbers />
      <h3 id="limits">What is good</h3>
      <HelpLimits />
      <h2 id="plots">Reading the plots</h2>
      <HelpPlots />
      <h2 id="downloads">Downloads</h2>
      <HelpDownloads files={resultFiles} />
      <h2 id="calculation">How it is calculated</h2>
      <p>
        A summary; <a href={paths.about()}>About</a> explains the method and lists the papers.
      </p>
      <HelpCalculation />
      <h2 id="questions">Questions</h2>
      <HelpQuestions />
    </Prose>
  )
}
