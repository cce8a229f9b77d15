import type { Children } from '@kitajs/html'
import { Time } from '../ui/time.tsx'

interface ReportHeadProps {
  study: { name: string }
  analysis: { name: string; finishedAt: Date }
  now: Date
  children?: Children
}

/** What a report is of, and that it is there to be printed. */
export function ReportHead({ study, analysis, now, children }: ReportHeadProps) {
  return (
    <header class="page-header">
      <div>
        <h1 safe>{`${study.name}: ${analysis.name}`}</h1>
        <p class="help">
          Finished <Time at={analysis.finishedAt} now={now} />.
          <span class="screen-only"> Print this page, or save it as PDF, from your browser.</span>
        </p>
      </div>
      {children}
    </header>
  )
}
