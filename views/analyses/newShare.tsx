import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Notice } from '../ui/notice.tsx'
import { crumbsToAnalysis } from './crumbs.ts'

interface Named {
  id: number
  name: string
}

interface NewShareProps {
  frame: Frame
  study: Named
  analysis: Named
  link: string
}

/** A new link, shown this once. */
export function NewSharePage({ frame, study, analysis, link }: NewShareProps) {
  return (
    <Layout title="Your new link" frame={frame} crumbs={crumbsToAnalysis(study, analysis)}>
      <h1>Your new link</h1>
      <Notice kind="warning" title="Copy it now">
        <p>It is shown only once. Whoever has it can see the result until it expires or you withdraw it.</p>
      </Notice>
      <pre class="wrapped">
        <code safe>{link}</code>
      </pre>
      <div class="actions">
        <a class="button" href={paths.analysisShares(analysis.id)}>
          I have copied the link
        </a>
      </div>
    </Layout>
  )
}
