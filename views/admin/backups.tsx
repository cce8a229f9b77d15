import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { EmptyState } from '../ui/emptyState.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface BackupsProps {
  frame: Frame
  tables: AdminTable[]
  /** Newest first. */
  backups: {
    name: string
    at: Date
    studies: number
    analyses: number
    bytes: number
    missing: string[]
  }[]
  /** One is being made or about to be. */
  isAsked: boolean
  folder: string
  /** How many nightly ones are kept. */
  kept: number
}

/** The backups there are, and one more now. */
export function BackupsPage(props: BackupsProps) {
  const { frame, tables, folder, kept } = props
  const nightly =
    kept > 0 ? `A backup is made every night; the last ${kept} are kept.` : 'No nightly backups are made.'
  return (
    <AdminFrame frame={frame} tables={tables} title="Backups">
      <h1>Backups</h1>
      <p>
        <span safe>{nightly}</span> Backups are stored in <code safe>{folder}</code>. To restore one, unpack
        it and run <code>bioce restore FOLDER</code> with an empty data folder. A backup contains all data,
        including secrets: store it safely.
      </p>
      <List {...props} />
    </AdminFrame>
  )
}

/** Looks again by itself while one is being made. */
function List({ frame, backups, isAsked }: BackupsProps) {
  const live = { 'hx-get': paths.backups(), 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
  return (
    <div id="backups" {...(isAsked ? { ...live, 'hx-select': '#backups' } : {})}>
      {isAsked ? (
        <Notice kind="info" title="A backup is being made">
          <p role="status">It appears below when it is complete.</p>
        </Notice>
      ) : (
        <Form action={paths.backups()} frame={frame}>
          <button type="submit">Back up now</button>
        </Form>
      )}
      {backups.length === 0 ? (
        <EmptyState icon="file-archive" title="No backups yet" />
      ) : (
        <ul class="rows">
          {backups.map(backup => (
            <li>
              <div>
                <strong>
                  <Time at={backup.at} now={frame.now} />
                </strong>
                <p class="help" safe>
                  {[
                    backup.name,
                    formatCount(backup.studies, 'study', 'studies'),
                    formatCount(backup.analyses, 'analysis', 'analyses'),
                    formatBytes(backup.bytes),
                  ].join(', ')}
                </p>
                {backup.missing.map(what => (
                  <p class="field-error" safe>
                    {what}
                  </p>
                ))}
              </div>
              <a class="button quiet" href={paths.backup(backup.name)} download="">
                <Icon name="download" />
                Download
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
