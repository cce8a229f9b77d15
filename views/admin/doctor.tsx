import type { DoctorFinding } from '#src/admin/doctor/finding.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Form } from '../ui/form.tsx'
import { typographic } from '../ui/symbols.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface DoctorProps {
  frame: Frame
  tables: AdminTable[]
  /** Gravest first; `way` names how it can be repaired without losing anything. */
  findings: (Omit<DoctorFinding, 'repair'> & { way?: string })[]
}

/** What is wrong with database, folders, files, disk, workers and mail, found anew at every visit. */
export function DoctorPage({ frame, tables, findings }: DoctorProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Doctor">
      <header class="page-header">
        <h1>Doctor</h1>
        <a class="button quiet" href={paths.doctor()}>
          Check again
        </a>
      </header>
      <p>Database, audit log, folders, files, disk, workers and mail were checked just now.</p>
      {findings.length === 0 ? (
        <EmptyState icon="circle-check" title="No problems found" />
      ) : (
        <ul class="rows">
          {findings.map(({ area, grave, message, way }) => (
            <li>
              <div>
                <Badge tone={grave ? 'bad' : 'warning'} text={grave ? `Problem: ${area}` : `Note: ${area}`} />
                <p safe>{typographic(message)}</p>
              </div>
              {way ? (
                <Form action={paths.doctor()} frame={frame} class="inline">
                  <input type="hidden" name="way" value={way} />
                  <button type="submit" class="quiet">
                    Repair
                  </button>
                </Form>
              ) : (
                ''
              )}
            </li>
          ))}
        </ul>
      )}
    </AdminFrame>
  )
}
