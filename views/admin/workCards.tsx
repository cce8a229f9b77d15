import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { formatCount, formatShare } from '../ui/numbers.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { typographic } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'
import type { DashboardProps } from './dashboard.tsx'
import { reasonWords } from './reasonWords.ts'

/** The cards of the overview that list what works and what failed, each with the one thing that may be done about it. */
export function Running({ frame, running }: DashboardProps) {
  if (running.length === 0) return ''
  return (
    <Card id="running" title="Running">
      <ul class="rows">
        {running.map(({ id, name, owner, share }) => (
          <li>
            <div>
              <a href={paths.adminRow('analyses', id)} safe>
                {name}
              </a>
              <p class="help" safe>
                {[owner, share === null ? '' : formatShare(share)].filter(Boolean).join(', ')}
              </p>
              <ProgressBar label={`Progress of ${name}`} share={share} />
            </div>
            <ConfirmForm
              id={`stop-${id}`}
              action={paths.adminRowAction('analyses', id, 'stop')}
              frame={frame}
              verb="Stop"
              decline="Keep running"
              question={`Stop “${name}”? Its owner is told that an administrator stopped it.`}
            />
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
      <ul class="rows">
        {workers.map(({ name, running, at, isDraining }) => (
          <li>
            <div>
              <a href={paths.adminRow('workers', name)} safe>
                {name}
              </a>
              <p class="help">
                <span safe>{`${isDraining ? 'draining, ' : ''}${formatCount(running, 'job')}, seen `}</span>
                <Time at={at} now={frame.now} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Failures({ frame, failures, reasons }: DashboardProps) {
  const often = reasons.map(({ reason, total }) => `${reasonWords(reason)} (${total})`).join(', ')
  return (
    <Card id="failures" title="Last failures">
      {often ? <p class="help" safe>{`In the last 30 days: ${often}.`}</p> : ''}
      {failures.length === 0 ? (
        <EmptyState icon="circle-check" title="No failure lately" />
      ) : (
        <ul class="rows">
          {failures.map(({ id, name, owner, study, method, reason, at, hasLog }) => (
            <li>
              <div>
                <a href={paths.adminRow('analyses', id)} safe>
                  {name}
                </a>
                <p safe>{typographic(reason)}</p>
                <p class="help">
                  <span safe>{`${owner}, study ${study}, method ${method}, `}</span>
                  <Time at={at} now={frame.now} />
                </p>
              </div>
              <div class="actions">
                {hasLog ? (
                  <a class="button quiet" href={paths.failedAnalysis(id)}>
                    Log
                  </a>
                ) : (
                  ''
                )}
                <Form action={paths.adminRowAction('analyses', id, 'retry')} frame={frame} class="inline">
                  <button type="submit" class="quiet">
                    Try again
                  </button>
                </Form>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
