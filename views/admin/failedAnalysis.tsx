import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface FailedAnalysisProps {
  frame: Frame
  tables: AdminTable[]
  analysis: {
    id: number
    name: string
    message: string | null
    /** Its end, where it is long. */
    log: string
    isCut: boolean
    files: { name: string; bytes: number }[]
  }
}

/** Why an analysis failed, as its own log tells it, and what it left. */
export function FailedAnalysisPage({ frame, tables, analysis }: FailedAnalysisProps) {
  const { id, name, message, log, isCut, files } = analysis
  const crumbs = [
    { text: 'Analyses', href: paths.adminTable('analyses') },
    { text: name, href: paths.adminRow('analyses', id) },
  ]
  return (
    <AdminFrame frame={frame} tables={tables} title={`Log of ${name}`} here="analyses" crumbs={crumbs}>
      <header class="page-header">
        <h1 safe>{`Log of ${name}`}</h1>
        <a class="button quiet" href={paths.failedFiles(id)} download="">
          <Icon name="file-archive" />
          All files
        </a>
      </header>
      {message ? <p safe>{typographic(message)}</p> : ''}
      <Card id="log" title={isCut ? 'The end of the log' : 'Log'}>
        {log ? (
          <pre tabindex="0" safe>
            {log}
          </pre>
        ) : (
          <p>The log is empty.</p>
        )}
      </Card>
      <Card id="files" title="Files left behind">
        <ul class="files">
          {files.map(file => (
            <li>
              <span safe>{file.name}</span>
              <span class="help" safe>
                {formatBytes(file.bytes)}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </AdminFrame>
  )
}
