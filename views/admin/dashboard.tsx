import type { FirstStep } from '#src/admin/firstSteps.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatDuration, formatInteger } from '../ui/numbers.ts'
import { Meter } from '../ui/progress.tsx'
import { typographic } from '../ui/symbols.ts'
import { exactMinute } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { areAllDone, FirstSteps } from './firstSteps.tsx'
import { WeeksCard } from './weeksCard.tsx'
import { Failures, Running, Workers } from './workCards.tsx'

export interface DashboardProps {
  frame: Frame
  tables: (AdminTable & { rows: number })[]
  queue: {
    waiting: number
    running: number
    oldestSeconds: number | null
    paused: boolean
  }
  workers: { name: string; at: Date; running: number; isDraining: boolean }[]
  running: { id: number | string; name: string; owner: string; share: number | null }[]
  failures: {
    id: number
    name: string
    owner: string
    study: string
    method: string
    reason: string
    at: Date
    hasLog: boolean
  }[]
  /** How often analyses failed in the last 30 days, by reason. */
  reasons: { reason: string; total: number }[]
  disk: { used: number; limit: number } | null
  /** What is wrong and does not end by itself: workers that do not start, manifests that are left out, addresses. */
  troubles: string[]
  /** What a new site still needs; undefined once it is hidden. */
  steps?: Record<FirstStep, boolean>
  /** Until when the administrator may go without a second factor; undefined for who has one. */
  factorDue?: Date
  /** Of the program; and a newer one, where there is one. */
  version: string
  newest?: string
  mailsWaiting: number
  requestsWaiting: number
  /** Oldest first. */
  weeks: { endsAt: Date; users: number; analyses: number }[]
}

/** How the server does, at a glance, and the way into every table. */
export function DashboardPage(props: DashboardProps) {
  const { frame, tables, queue, steps, factorDue, version, newest } = props
  return (
    <AdminFrame frame={frame} tables={tables} title="Overview">
      <header class="page-header">
        <h1>Administration</h1>
        <Form action={paths.queuePause()} frame={frame} class="inline">
          <button type="submit" class="quiet" name="paused" value={queue.paused ? 'no' : 'yes'}>
            {queue.paused ? 'Resume the queue' : 'Pause the queue'}
          </button>
        </Form>
      </header>
      <p class="help" safe>{`Version ${version}.${newest ? ` Version ${newest} is available.` : ''}`}</p>
      {factorDue ? <FactorDue at={factorDue} /> : ''}
      <Now {...props} />
      {steps && !areAllDone(steps) ? <FirstSteps steps={steps} hideFrom={frame} /> : ''}
      <Running {...props} />
      <Failures {...props} />
      <Workers {...props} />
      <WeeksCard weeks={props.weeks} />
      <Tables tables={tables} />
    </AdminFrame>
  )
}

function FactorDue({ at }: { at: Date }) {
  return (
    <Notice kind="warning" title={`Add a second factor by ${exactMinute(at)}`}>
      <p>
        Administrators need a passkey or an authenticator app. From then on, you can open the administration
        only with one. <a href={paths.factors()}>Add one</a>
      </p>
    </Notice>
  )
}

/** What changes by the minute: it looks again by itself. */
function Now({ queue, workers, disk, troubles, mailsWaiting, requestsWaiting }: DashboardProps) {
  const live = { 'hx-get': paths.admin(), 'hx-trigger': 'every 5s', 'hx-swap': 'outerHTML' }
  return (
    <div id="live-now" {...live} hx-select="#live-now">
      {troubles.map(sentence => (
        <Notice kind="problem">
          <p safe>{typographic(sentence)}</p>
        </Notice>
      ))}
      <Card
        id="now"
        title="Now"
        aside={queue.paused ? <Badge tone="warning" text="Queue paused" /> : undefined}
      >
        <dl class="figures">
          <Figure
            name="Waiting"
            value={queue.waiting}
            beside={age(queue.oldestSeconds)}
            href={paths.adminTable('jobs', { state: 'waiting' })}
          />
          <Figure
            name="Running"
            value={queue.running}
            href={paths.adminTable('jobs', { state: 'running' })}
          />
          <Figure
            name="Workers"
            value={workers.length}
            beside={workers.length === 0 ? 'no analysis can run' : ''}
            href={paths.adminTable('workers')}
          />
          <Figure
            name="Mails waiting"
            value={mailsWaiting}
            href={paths.adminTable('mails', { state: 'waiting' })}
          />
          <Figure name="Account requests" value={requestsWaiting} href={paths.requestList()} />
        </dl>
        {disk ? (
          <Meter label="Disk" {...disk} text={`${formatBytes(disk.used)} of ${formatBytes(disk.limit)}`} />
        ) : (
          ''
        )}
      </Card>
    </div>
  )
}

function Tables({ tables }: Pick<DashboardProps, 'tables'>) {
  if (tables.length === 0) return ''
  return (
    <Card id="tables" title="Tables">
      <ul class="files">
        {tables.map(table => (
          <li>
            <a href={paths.adminTable(table.name)} safe>
              {table.title}
            </a>
            <span class="help" safe>
              {formatInteger(table.rows)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

interface FigureProps {
  name: string
  value: number
  beside?: string
  /** Where those that it counts are listed. */
  href: string
}

function Figure({ name, value, beside, href }: FigureProps) {
  return (
    <div>
      <dt>
        <a href={href} safe>
          {name}
        </a>
      </dt>
      <dd>
        <span class="figure-value">{value}</span>
        <span class="help" safe>
          {beside ?? ''}
        </span>
      </dd>
    </div>
  )
}

const age = (seconds: number | null) => (seconds === null ? '' : `the oldest for ${formatDuration(seconds)}`)
