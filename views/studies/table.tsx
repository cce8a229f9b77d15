import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import { DeleteStudy, RenameStudy } from './studyActions.tsx'

export interface StudyRow {
  id: number | string
  name: string
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
    <div class="table-wrap">
      <table class="stack" data-sortable>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="number">
              Models
            </th>
            <th scope="col" class="number">
              Points
            </th>
            <th scope="col">Files</th>
            <th scope="col">Uploaded</th>
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map(study => (
            <tr>
              <th scope="row">
                <a href={paths.study(study.id)} safe>
                  {study.name}
                </a>
              </th>
              <td class="number" data-label="Models">
                {study.models}
              </td>
              <td class="number" data-label="Points">
                {study.points}
              </td>
              <td data-label="Files">
                <FilesPopover study={study} />
              </td>
              <td data-label="Uploaded" data-sort={study.createdAt.toISOString()}>
                <Time at={study.createdAt} now={frame.now} />
                {study.expiresAt ? (
                  <span class="help removal">
                    removed <Time at={study.expiresAt} now={frame.now} />
                  </span>
                ) : (
                  ''
                )}
              </td>
              <td class="row-actions">
                <a class="button small quiet" href={paths.newAnalysis(study.id)}>
                  <Icon name="play" />
                  Analyse
                </a>
                <RenameStudy frame={frame} study={study} next={paths.studies()} />
                <DeleteStudy frame={frame} study={study} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FilesPopover({ study }: { study: StudyRow }) {
  const id = `files-${study.id}`
  return (
    <>
      <button type="button" class="link" popovertarget={id} safe>
        {`${formatCount(study.files.length, 'file')}, ${formatBytes(study.bytes)}`}
      </button>
      <div id={id} popover="auto" class="popover">
        <ul class="files">
          {study.files.map(file => (
            <li>
              <a href={paths.studyFile(study.id, file.name)} safe>
                {file.name}
              </a>
              <span class="help">{Html.escapeHtml(`${file.meaning}, ${formatBytes(file.bytes)}`)}</span>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
