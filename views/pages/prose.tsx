import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'

interface ProseProps {
  frame: Frame
  title: string
  lead?: string
  /** The headings of a long page, as links on top. */
  contents?: { id: string; text: string }[]
  children?: Children
}

/** A page of words. */
export function Prose({ frame, title, lead, contents, children }: ProseProps) {
  return (
    <Layout title={title} frame={frame}>
      <div class="prose">
        <h1 safe>{title}</h1>
        {lead ? (
          <p class="lead" safe>
            {lead}
          </p>
        ) : (
          ''
        )}
        {contents ? (
          <nav class="contents" aria-label="On this page">
            {contents.map(heading => (
              <a href={`#${heading.id}`} safe>
                {heading.text}
              </a>
            ))}
          </nav>
        ) : (
          ''
        )}
        {children}
      </div>
    </Layout>
  )
}
