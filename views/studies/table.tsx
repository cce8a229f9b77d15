import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'
import { type ListColumn, ListTable } from '../ui/listTable.tsx'
import { formatBytes, formatCount, formatInteger } from '../ui/numbers.ts'
import { Popover } from '../ui/popover.tsx'
import { Time } from '../ui/time.tsx'
import { DeleteStudy, RenameStudy } from './studyActions.tsx'

export interface StudyRow {
  id: number | string
  name: string
  /** Whose inputs it holds; the built-in one without it. */
  method?: string
  createdAt: Date
  models: number
  points: number
  bytes: number
  analyses: number
  /** Those of them that are done: deleting such a study asks for its name. */
  results?: number
  /** When it is removed, where the site keeps studies for a time only. */
  expiresAt?: Date | null
  files: { name: string; bytes: number; meaning: string }[]
}

export function StudiesTable({ frame, studies }: { frame: Frame; studies: StudyRow[] }) {
  return (
    <ListTable
      rows={studies}
      href={({ id }) => paths.study(id)}
      columns={[models, points, files, uploaded(frame.now)]}
      actions={study => (
        <>
          <a class="button small quiet" href={paths.newAnalysis(study.id)}>
            <Icon name="play" />
            Analyse
          </a>
          <RenameStudy frame={frame} study={study} next={paths.studies()} />
          <DeleteStudy frame={frame} study={study} />
        </>
      )}
    />
  )
}

/** Whether it is one of the built-in method, which counts models and points. */
export const hasCurve = ({ method = 'bioce' }: Pick<StudyRow, 'method'>) => method === 'bioce'

const countOf = (study: StudyRow, count: number) => (hasCurve(study) ? formatInteger(count) : '–')

const models: ListColumn<StudyRow> = {
  title: 'Models',
  isNumber: true,
  show: study => <span safe>{countOf(study, study.models)}</span>,
}
const points: ListColumn<StudyRow> = {
  title: 'Points',
  isNumber: true,
  show: study => <span safe>{countOf(study, study.points)}</span>,
}

const files: ListColumn<StudyRow> = {
  title: 'Files',
  show: ({ id, files, bytes }) => (
    <Popover id={`files-${id}`} text={`${formatCount(files.length, 'file')}, ${formatBytes(bytes)}`}>
      <ul class="files">
        {files.map(file => (
          <li>
            <a href={paths.studyFile(id, file.name)} safe>
              {file.name}
            </a>
            <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
          </li>
        ))}
      </ul>
    </Popover>
  ),
}

const uploaded = (now: Date): ListColumn<StudyRow> => ({
  title: 'Uploaded',
  sortKey: ({ createdAt }) => createdAt.toISOString(),
  show: ({ createdAt, expiresAt }) => (
    <>
      <Time at={createdAt} now={now} />
      {expiresAt ? (
        <span class="help removal">
          removed <Time at={expiresAt} now={now} />
        </span>
      ) : (
        ''
      )}
    </>
  ),
})
