import type { LogLine } from '#src/admin/readLogs.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface LogsProps {
  frame: Frame
  tables: AdminTable[]
  /** What was asked for, as typed. */
  asked: { level: string; text: string; id: string; since: string; until: string }
  /** Newest first. */
  lines: LogLine[]
  /** The address of what came before them. */
  older?: string
}

/** What the web server and the workers wrote down, newest first. */
export function LogsPage({ frame, tables, asked, lines, older }: LogsProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Log">
      <h1>Log</h1>
      <Filters asked={asked} />
      {lines.length === 0 ? (
        <EmptyState icon="search" title="No matching lines">
          <p>
            Lower the level, or search for a shorter text. Old files are removed when there are more than
            five.
          </p>
        </EmptyState>
      ) : (
        <ol class="log">
          {lines.map(line => (
            <Line frame={frame} line={line} />
          ))}
        </ol>
      )}
      {older ? (
        <nav class="pages" aria-label="Pages">
          <a class="button quiet" rel="next" href={older}>
            Older
          </a>
        </nav>
      ) : (
        ''
      )}
    </AdminFrame>
  )
}

const levels = [
  { value: 'debug', text: 'everything' },
  { value: 'info', text: 'information and above' },
  { value: 'warning', text: 'warnings and errors' },
  { value: 'error', text: 'errors' },
]

function Filters({ asked }: Pick<LogsProps, 'asked'>) {
  return (
    <form method="get" action={paths.logs()} class="filters">
      <div>
        <label for="level">Level</label>
        <select id="level" name="level">
          {levels.map(({ value, text }) => (
            <option value={value} selected={value === asked.level} safe>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="text">Text</label>
        <input id="text" name="text" type="search" maxlength={100} value={asked.text} />
      </div>
      <div>
        <label for="id">Reference or number, such as job 12</label>
        <input id="id" name="id" maxlength={100} value={asked.id} />
      </div>
      <div>
        <label for="since">From (UTC)</label>
        <input id="since" name="since" type="datetime-local" value={asked.since} />
      </div>
      <div>
        <label for="until">Until (UTC)</label>
        <input id="until" name="until" type="datetime-local" value={asked.until} />
      </div>
      <button type="submit" class="quiet">
        <Icon name="search" />
        Show
      </button>
    </form>
  )
}

const tones = { debug: 'quiet', info: 'quiet', warning: 'warning', error: 'bad' } as const
/** Facts that are rows of a table. */
const rowsOf: Record<string, string> = { job: 'jobs', analysis: 'analyses', user: 'users', mail: 'mails' }

function Line({ frame, line }: { frame: Frame; line: LogLine }) {
  const { error, ...facts } = line.facts
  return (
    <li>
      <p>
        <Time at={new Date(line.at)} now={frame.now} /> <Badge tone={tones[line.level]} text={line.level} />{' '}
        <strong safe>{line.event}</strong>{' '}
        <span class="help">{line.process === 'worker' ? 'worker' : 'web'}</span>
      </p>
      {Object.keys(facts).length > 0 ? (
        <p class="help">
          {Object.entries(facts).map(([name, value]) => (
            <Fact name={name} value={value} />
          ))}
        </p>
      ) : (
        ''
      )}
      {error ? <ErrorText error={error} /> : ''}
    </li>
  )
}

function Fact({ name, value }: { name: string; value: unknown }) {
  const table = Object.hasOwn(rowsOf, name) ? rowsOf[name] : undefined
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return (
    <span class="log-fact">
      <span safe>{`${name} `}</span>
      {table && typeof value === 'number' ? (
        <a href={paths.adminRow(table, value)}>{value}</a>
      ) : (
        <code safe>{text}</code>
      )}{' '}
    </span>
  )
}

function ErrorText({ error }: { error: unknown }) {
  const { message, stack } = typeof error === 'object' ? (error as Record<string, string>) : {}
  return (
    <details>
      <summary safe>{message ?? String(error)}</summary>
      <pre tabindex="0" safe>
        {stack ?? JSON.stringify(error)}
      </pre>
    </details>
  )
}
