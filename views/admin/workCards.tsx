import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { formatCount, formatShare } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import type { DashboardProps } from './dashboard.tsx'

/** The cards of the overview that list what works and what failed. */
export function Running({ running }: DashboardProps) {
  if (running.length === 0) return ''
  return (
    <Card id="running" title="Running">
      <ul class="files">
        {running.map(one => (
          <li>
            <a href={paths.adminRow('analyses', one.id)} safe>
              {one.name}
            </a>
            <span class="help" safe>
              {[one.owner, one.share === null ? '' : formatShare(one.share)].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Workers({ frame, workers }: DashboardProps) {
  if (workers.length === 0) return ''
  return (
    <Card id="workers" title="Workers">
      <ul class="files">
        {workers.map(worker => (
          <li>
            <span safe>{worker.name}</span>
            <span class="help">
              <span safe>{`${formatCount(worker.running, 'job')}, seen `}</span>
              <Time at={worker.at} now={frame.now} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Failures({ frame, failures, reasons }: DashboardProps) {
  const often = reasons.map(({ reason, total }) => `${reason} ${total}`).join(', ')
  return (
    <Card id="failures" title="Last failures">
      {often ? <p class="help" safe>{`In the last 30 days: ${often}.`}</p> : ''}
      {failures.length === 0 ? (
        <EmptyState icon="circle-check" title="None lately" />
      ) : (
        <ul class="files">
          {failures.map(one => (
            <li>
              <a href={paths.adminRow('analyses', one.id)} safe>
                {one.name}
              </a>
              <span safe>{one.reason}</span>
              <span class="help">
                <Time at={one.at} now={frame.now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
