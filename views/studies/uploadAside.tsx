import { paths } from '../paths.ts'
import { Notice } from '../ui/notice.tsx'

/** What the files look like, for people who prepare them. */
export function FilesAside() {
  return (
    <aside class="aside card" aria-labelledby="files-aside">
      <h2 id="files-aside">What the files look like</h2>
      <p class="help">The curve, with any header above it:</p>
      <pre>
        <code>
          {'# q (1/A)    I(q)      error\n0.0083     124.21     0.98\n0.0099     123.87     0.91\n…'}
        </code>
      </pre>
      <p class="help">The library, packed in one archive; folders inside do not matter:</p>
      <pre>
        <code>{'conformers.zip\n  conformer-001.pdb\n  conformer-002.pdb\n  …'}</code>
      </pre>
      <p class="help">
        Nothing is calculated yet after the upload: the next page shows how the files were understood.{' '}
        <a href={paths.help('files')}>More about the files</a>
      </p>
    </aside>
  )
}

/** What was wrong inside the files, by file and line. */
export function FileProblems({
  problems,
}: {
  problems: { file: string; line: number | null; message: string }[]
}) {
  return (
    <Notice kind="problem" title="A file could not be read, so nothing was kept">
      <ul class="file-problems">
        {problems.map(problem => (
          <li>
            <strong safe>
              {problem.line === null ? problem.file : `${problem.file}, line ${problem.line}`}
            </strong>
            <span safe>{problem.message}</span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
