import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Prose } from './prose.tsx'

interface ContactProps {
  frame: Frame
  /** Where the people who run this server read mail, when they say so. */
  address?: string | null
}

export function ContactPage({ frame, address }: ContactProps) {
  return (
    <Prose
      frame={frame}
      title="Contact"
      lead="This server is run by the lab or facility whose address you typed."
    >
      {address ? (
        <p>
          Write to{' '}
          <a href={`mailto:${address}`} safe>
            {address}
          </a>
          .
        </p>
      ) : (
        <p>
          The administrators have not published an address yet. Ask the person who gave you the link to this
          server.
        </p>
      )}
      <h2>What helps us help you</h2>
      <ul>
        <li>The reference id, when a page showed one.</li>
        <li>The name of the study and of the analysis, and what you expected.</li>
        <li>Whether the example study works for you.</li>
      </ul>
      <p>
        Many questions are answered under <a href={paths.help()}>Help</a>.
      </p>
    </Prose>
  )
}
