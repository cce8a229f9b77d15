import { paths } from '../paths.ts'

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
      <p class="help">
        The library, its files chosen together or packed in one archive; folders inside do not matter:
      </p>
      <pre>
        <code>{'conformers.zip\n  conformer-001.pdb\n  conformer-002.pdb\n  …'}</code>
      </pre>
      <p class="help">
        The upload is not saved yet: the next page shows how the files were read, and you save the study
        there. <a href={`${paths.help()}#files`}>More about the files</a>
      </p>
    </aside>
  )
}
