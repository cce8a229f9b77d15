import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { CopyButton } from '../ui/copyButton.tsx'
import { Notice } from '../ui/notice.tsx'
import { exactTime } from '../ui/time.tsx'
import type { SharedThing } from './shares.tsx'

interface NewShareProps {
  frame: Frame
  thing: SharedThing
  link: string
  until: Date
}

/** A new link, shown this once. */
export function NewSharePage({ frame, thing, link, until }: NewShareProps) {
  return (
    <Layout title="Your new link" frame={frame} crumbs={thing.crumbs}>
      <h1>Your new link</h1>
      <Notice kind="warning" title="Copy it now">
        <p safe>
          {`It is shown only once. Whoever has it can see the ${thing.what} until ${exactTime(until)}, or until you withdraw it.`}
        </p>
      </Notice>
      <pre class="wrapped">
        <code id="new-link" safe>
          {link}
        </code>
      </pre>
      <div class="actions">
        <CopyButton of="#new-link" text="Copy the link" isMain />
        <a class="button quiet" href={thing.shares}>
          I have copied the link
        </a>
      </div>
    </Layout>
  )
}
