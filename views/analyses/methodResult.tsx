import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'

interface MethodResultProps {
  frame: Frame
  study: { id: number | string; name: string }
  analysis: {
    id: number | string
    name: string
    finishedAt: Date
    parameters: { name: string; value: string }[]
  }
  /** The few numbers that the method told of itself. */
  summary: { name: string; value: string }[]
  files: { name: string; bytes: number; meaning: string }[]
}

/** The result of an analysis that the laboratory added: what it said, and its files. */
export function MethodResultPage({ frame, study, analysis, summary, files }: MethodResultProps) {
  return (
    <Layout
      title={analysis.name}
      frame={frame}
      crumbs={[
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]}
    >
      <header class="page-header">
        <div>
          <h1 safe>{analysis.name}</h1>
          <p class="help">
            Finished <Time at={analysis.finishedAt} now={frame.now} />
          </p>
        </div>
        <div class="actions">
          <a class="button" href={paths.analysisArchive(analysis.id)} download="">
            <Icon name="file-archive" />
            Download all
          </a>
        </div>
      </header>
      {summary.length > 0 ? (
        <Card id="numbers" title="Result">
          <Facts facts={summary} />
        </Card>
      ) : (
        ''
      )}
      <Card id="downloads" title="Downloads">
        <ul class="files">
          {files.map(file => (
            <li>
              <a href={paths.analysisFile(analysis.id, file.name)} download="">
                <Icon name="download" />
                <span safe>{file.name}</span>
              </a>
              <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card id="run" title="How it was made">
        <Facts facts={analysis.parameters} />
        <ConfirmForm
          id={`delete-analysis-${analysis.id}`}
          action={paths.analysisDeletion(analysis.id)}
          frame={frame}
          verb="Delete this analysis"
          question={`Delete “${analysis.name}” and its results? This cannot be undone.`}
        />
      </Card>
    </Layout>
  )
}

function Facts({ facts }: { facts: { name: string; value: string }[] }) {
  return (
    <dl class="facts">
      {facts.map(fact => (
        <div>
          <dt safe>{fact.name}</dt>
          <dd safe>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
