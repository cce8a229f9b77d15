import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Form } from '../ui/form.tsx'
import { formatBytes, formatDuration, formatShare } from '../ui/numbers.ts'
import { Meter } from '../ui/progress.tsx'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

export interface DashboardProps {
  frame: Frame
  tables: (AdminTable & { rows: number })[]
  queue: {
    waiting: number
    running: number
    oldestSeconds: number | null
    paused: boolean
    pauseAction: string
  }
  workers: { name: string; at: Date; running: number }[]
  running: { id: number | string; name: string; owner: string; share: number | null }[]
  failures: { id: number | string; name: string; reason: string; at: Date }[]
  disk: { used: number; limit: number } | null
  mailsWaiting: number
}

/** How the server does, at a glance, and the way into every table. */
export function DashboardPage(props: DashboardProps) {
  const { frame, tables, queue, workers, disk, mailsWaiting } = props
  return (
    <AdminFrame frame={frame} tables={tables} title="Overview">
      <header class="page-header">
        <h1>Administration</h1>
        <Form action={queue.pauseAction} frame={frame} class="inline">
          <button type="submit" class="quiet">
            {queue.paused ? 'Start the queue again' : 'Pause the queue'}
          </button>
        </Form>
      </header>
      <Card
        id="now"
        title="Now"
        aside={queue.paused ? <Badge tone="warning" text="Queue paused" /> : undefined}
      >
        <dl class="figures">
          <Figure name="Waiting" value={String(queue.waiting)} beside={age(queue.oldestSeconds)} />
          <Figure name="Running" value={String(queue.running)} />
          <Figure
            name="Workers"
            value={String(workers.length)}
            beside={workers.length === 0 ? 'nothing will run' : ''}
          />
          <Figure name="Mails waiting" value={String(mailsWaiting)} />
        </dl>
        {disk ? (
          <Meter label="Disk" {...disk} text={`${formatBytes(disk.used)} of ${formatBytes(disk.limit)}`} />
        ) : (
          ''
        )}
      </Card>
      <Running {...props} />
      <Failures {...props} />
      <Card id="tables" title="Tables">
        <ul class="files">
          {tables.map(table => (
            <li>
              <a href={paths.adminTable(table.name)} safe>
                {table.title}
              </a>
              <span class="help">{table.rows}</span>
            </li>
          ))}
        </ul>
      </Card>
    </AdminFrame>
  )
}

function Running({ running }: DashboardProps) {
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

function Failures({ frame, failures }: DashboardProps) {
  return (
    <Card id="failures" title="Last failures">
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

function Figure({ name, value, beside }: { name: string; value: string; beside?: string }) {
  return (
    <div>
      <dt safe>{name}</dt>
      <dd>
        <span class="figure-value" safe>
          {value}
        </span>
        <span class="help" safe>
          {beside ?? ''}
        </span>
      </dd>
    </div>
  )
}

const age = (seconds: number | null) => (seconds === null ? '' : `the oldest for ${formatDuration(seconds)}`)
