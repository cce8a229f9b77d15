import type { SiteStatus } from '#src/admin/siteStatus.ts'
import type { Frame } from '../frame.ts'
import { Badge } from '../ui/badge.tsx'
import { formatCount, formatDuration } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import { Prose } from './prose.tsx'

const verdicts = {
  working: { tone: 'good', text: 'Working' },
  broken: { tone: 'bad', text: 'Not working' },
  old: { tone: 'warning', text: 'Not tested lately' },
  untested: { tone: 'warning', text: 'Not tested yet' },
} as const

const accesses = new Map([
  ['open', 'Everybody can sign in and work.'],
  ['read-only', 'You can look at everything, but change nothing for now.'],
  ['closed', 'Closed for maintenance: only administrators can sign in.'],
])

/** How the site does at this moment, for everybody. */
export function StatusPage({ frame, status }: { frame: Frame; status: SiteStatus }) {
  const { analyses, testedAt, seconds, isIdle, waiting, running, access } = status
  return (
    <Prose frame={frame} title="Status" lead="Whether this server works, as of this moment.">
      <h2>Analyses</h2>
      <p>
        <Badge {...verdicts[analyses]} />
      </p>
      <p>
        Every hour the server calculates a published sample and compares the weights with the published ones.
        {testedAt === 0 ? (
          ''
        ) : (
          <>
            {' '}
            It last did so <Time at={new Date(testedAt)} now={frame.now} />
            <span safe>
              {analyses === 'broken'
                ? ' and found other weights or none. The administrators know.'
                : `, in ${formatDuration(seconds)}.`}
            </span>
          </>
        )}
      </p>
      <h2>Queue</h2>
      <p>{isIdle ? <Badge tone="warning" text="Stopped" /> : <Badge tone="good" text="Working" />}</p>
      <p safe>
        {`${running === 0 ? 'No analysis runs' : formatCount(running, 'analysis runs', 'analyses run')}, ${formatCount(waiting, 'waits', 'wait')}.${isIdle ? ' Analyses that wait start when the queue goes on.' : ''}`}
      </p>
      <h2>Access</h2>
      <p safe>{accesses.get(access) ?? access}</p>
    </Prose>
  )
}
