import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes } from '../ui/numbers.ts'
import type { ResultProps } from './result.tsx'

/** The files of a result, each with what it holds. */
export function FilesCard({ id, files }: { id: number | string; files: ResultProps['files'] }) {
  return (
    <Card id="downloads" title="Downloads">
      <ul class="files" data-tour-step="downloads">
        {files.map(file => (
          <li>
            <a href={paths.analysisFile(id, file.name)} download="">
              <Icon name="download" />
              <span safe>{file.name}</span>
            </a>
            <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

type RunCardProps = Pick<ResultProps, 'frame' | 'study' | 'analysis' | 'result'>

/** Parameters, seed, versions and checksums: what it takes to make this result again. */
export function RunCard({ frame, study, analysis, result }: RunCardProps) {
  return (
    <Card id="run" title="How it was made">
      <RunFacts analysis={analysis} result={result} />
      <details class="data">
        <summary>Input files with their checksums</summary>
        <Checksums result={result} />
      </details>
      {study ? (
        <ConfirmForm
          id={`delete-analysis-${analysis.id}`}
          action={paths.analysisDeletion(analysis.id)}
          frame={frame}
          verb="Delete this analysis"
          question={`Delete “${analysis.name}” and its results? This cannot be undone.`}
        />
      ) : (
        ''
      )}
    </Card>
  )
}

export function RunFacts({ analysis, result }: Pick<ResultProps, 'analysis' | 'result'>) {
  const facts = [
    ...analysis.parameters.map(({ name, value }) => [name, value]),
    ['Seed used', String(result.seed)],
    ['Program', `${result.program.name} ${result.program.version}`],
  ]
  return <Facts facts={facts} />
}

export function Checksums({ result }: Pick<ResultProps, 'result'>) {
  return (
    <ul class="files">
      {result.inputs.map(input => (
        <li>
          <span safe>{input.name}</span>
          <code safe>{`SHA-256 ${input.sha256}`}</code>
        </li>
      ))}
    </ul>
  )
}
