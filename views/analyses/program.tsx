import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copyButton.tsx'

interface ProgramProps {
  frame: Frame
  crumbs: Crumb[]
  programs: { curl: string; python: string }
  /** It has files of its own, which the programs do not send. */
  hasFiles: boolean
}

/** An analysis as commands for the API. */
export function ProgramPage({ frame, crumbs, programs, hasFiles }: ProgramProps) {
  return (
    <Layout title="As a program" frame={frame} crumbs={crumbs}>
      <h1>As a program</h1>
      <p class="lead">
        Each of these starts an analysis of this study with these values. Put an{' '}
        <a href={paths.tokens()}>API token</a> with the scope “submit” into the variable BIOCE_TOKEN first;{' '}
        <a href={paths.apiHelp()}>all requests</a> have a page of their own.
      </p>
      {hasFiles ? (
        <p class="help">
          Energies, properties, observables and chemical shifts are uploaded on the pages only.
        </p>
      ) : (
        ''
      )}
      <Program id="curl" title="curl" text={programs.curl} />
      <Program id="python" title="Python" text={programs.python} />
    </Layout>
  )
}

function Program({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <Card id={`${id}-card`} title={title}>
      <pre tabindex="0">
        <code id={id} safe>
          {text}
        </code>
      </pre>
      <CopyButton of={`#${id}`} text={`Copy for ${title}`} />
    </Card>
  )
}
