import type { FileGroup } from '#src/analyses/outputs.ts'
import { paths } from '../paths.ts'
import { formatBytes } from '../ui/numbers.ts'

export interface ResultFile {
  name: string
  bytes: number
  meaning: string
  /** Whom it is for; null of files that another method has written. */
  group?: FileGroup | null
}

const groups: [group: FileGroup | null, title: string][] = [
  ['paper', 'For the paper'],
  ['structures', 'Structures'],
  ['programs', 'For programs'],
  [null, 'More'],
]

/** The files of a result by whom they are for, each with what it holds. */
export function FileGroups({ id, files }: FileListProps) {
  const found = groups.map(([group, title]) => ({
    title,
    members: files.filter(file => (file.group ?? null) === group),
  }))
  const shown = found.filter(({ members }) => members.length > 0)
  return (
    <div data-tour-step="downloads">
      {shown.map(({ title, members }) => (
        <>
          {shown.length > 1 ? <h3 safe>{title}</h3> : ''}
          <FileList id={id} files={members} />
        </>
      ))}
    </div>
  )
}

interface FileListProps {
  id: number | string
  files: ResultFile[]
}

const FileList = ({ id, files }: FileListProps) => (
  <ul class="files">
    {files.map(file => (
      <li>
        <a href={paths.analysisFile(id, file.name)} download="" safe>
          {file.name}
        </a>
        <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
      </li>
    ))}
  </ul>
)
