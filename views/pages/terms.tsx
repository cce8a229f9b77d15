import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { OwnText } from './ownText.tsx'
import { Prose } from './prose.tsx'

interface TermsProps {
  frame: Frame
  /** The operator's own, in place of the program's. */
  text?: string | null
  since?: number
}

export function TermsPage({ frame, text, since }: TermsProps) {
  if (text)
    return (
      <Prose frame={frame} title="Terms of use">
        <OwnText text={text} since={since} />
      </Prose>
    )
  return (
    <Prose
      frame={frame}
      title="Terms of use"
      lead="In short: use it for research, keep your own copies, and judge the results yourself."
    >
      <h2>Who may use it</h2>
      <p>
        People at universities and research institutes, for research and teaching. One account belongs to one
        person. The administrators may give, limit and end accounts.
      </p>
      <h2>Your data</h2>
      <p>
        What you upload stays yours, and so do the results. You must have the right to upload it. Do not
        upload data about persons. How it is stored and who can see it is described under{' '}
        <a href={paths.privacy()}>Privacy</a>.
      </p>
      <h2>Fair use</h2>
      <p>
        The machine is shared. Limits on studies, analyses and upload size are shown where they matter; ask
        the administrators for more before working around them. Trying to reach what belongs to others, or to
        overload the server, ends the account.
      </p>
      <h2>No warranty</h2>
      <p>
        The program is free software under the MIT licence and comes without any warranty. Results depend on
        the data, on the library and on the assumptions of the method; checking that they make sense is the
        work of the scientist. This server is not an archive: download what you need.
      </p>
      <h2>Citing</h2>
      <p>
        Publications that use results from here should <a href={paths.citation()}>cite the method</a>.
      </p>
    </Prose>
  )
}
