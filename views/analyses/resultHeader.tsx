import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { Time } from '../ui/time.tsx'
import type { ResultProps } from './result.tsx'

type ResultHeaderProps = Pick<ResultProps, 'frame' | 'study' | 'analysis'> & { converged: boolean }

/** The name of a result and what can be done with it. */
export function ResultHeader({ frame, study, analysis, converged }: ResultHeaderProps) {
  return (
    <header class="page-header">
      <div>
        <h1 safe>{analysis.name}</h1>
        {analysis.finishedAt ? (
          <p class="help">
            Finished <Time at={analysis.finishedAt} now={frame.now} />
          </p>
        ) : (
          <p class="help">
            20 models of a simulated protein of two domains, and a curve that was made from three of them. The
            true weights stand beside those that were inferred.
          </p>
        )}
      </div>
      <div class="actions">
        {converged ? '' : <Badge tone="bad" icon="triangle-alert" text="Not converged" />}
        <a class="button" href={paths.analysisArchive(analysis.id)} download="" data-tour-step="archive">
          <Icon name="file-archive" />
          Download all
        </a>
        {study ? (
          <OwnerActions study={study} analysis={analysis} />
        ) : (
          <a class="button quiet" href={paths.newStudy()}>
            <Icon name="upload" />
            Upload a study
          </a>
        )}
      </div>
    </header>
  )
}

interface Owned {
  study: NonNullable<ResultProps['study']>
  analysis: ResultProps['analysis']
}

function OwnerActions({ study, analysis }: Owned) {
  return (
    <>
      <a class="button quiet" href={paths.analysisReport(analysis.id)}>
        <Icon name="file-text" />
        Report
      </a>
      <a class="button quiet" href={paths.newAnalysis(study.id, analysis.id)}>
        <Icon name="rotate-ccw" />
        Run again
      </a>
    </>
  )
}
