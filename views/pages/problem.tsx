import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'

interface ProblemProps {
  frame: Frame
  status: number
  /** What happened in this case; the page has words of its own without it. */
  message?: string
  /** Of a bug: what to quote when writing to the administrator. */
  reference?: string
  /** The one thing that helps, in place of the usual way on; `title` then says so, for nothing went wrong. */
  action?: { title: string; text: string; href: string }
}

/** What each status means to a person: a title, what happened, and what to do next. */
const problems: Record<number, { title: string; happened: string; next: string }> = {
  400: {
    title: 'That request could not be read',
    happened: 'Something in the address or the form was not as this site expects it.',
    next: 'Go back and try once more.',
  },
  401: {
    title: 'Please sign in',
    happened: 'This page belongs to an account.',
    next: 'Sign in and you will be brought back here.',
  },
  403: {
    title: 'This is not open to you',
    happened: 'Your account may not do this, or the form was open for so long that its protection ran out.',
    next: 'Reload the page you came from and try once more.',
  },
  404: {
    title: 'There is nothing here',
    happened: 'The page does not exist, was deleted, or belongs to someone else.',
    next: 'Your studies list everything that is yours.',
  },
  405: {
    title: 'That is not how this page works',
    happened: 'The page exists, but not for a request of this kind.',
    next: 'Open it as a page, or send the form again that leads here.',
  },
  409: {
    title: 'This has changed in the meantime',
    happened: 'Someone, perhaps you in another window, has changed this since the page was opened.',
    next: 'Reload the page to see how it stands now.',
  },
  413: {
    title: 'That is too large',
    happened: 'The upload is larger than this server accepts. Nothing of it was kept.',
    next: 'Compress the library or leave out models that are nearly the same. The upload page names the limit.',
  },
  422: {
    title: 'Something in the form needs to change',
    happened: 'What was sent could not be used as it is.',
    next: 'Go back, mend it and send it again.',
  },
  429: {
    title: 'Too many tries',
    happened: 'There were more requests in a short time than this server allows.',
    next: 'Wait a minute and try again.',
  },
  500: {
    title: 'Something went wrong',
    happened: 'The fault is ours. It was written down and the administrators were told.',
    next: 'Try again in a moment. If it stays, write to the administrators and quote the reference.',
  },
  503: {
    title: 'Back in a moment',
    happened: 'The server is busy or being looked after. Your studies and running analyses are safe.',
    next: 'Reload the page in a minute.',
  },
  507: {
    title: 'The server is out of space',
    happened: 'There is no room to store this. Nothing of it was kept, and the administrators were told.',
    next: 'Deleting studies that you no longer need helps.',
  },
}

export function ProblemPage({ frame, status, message, reference, action }: ProblemProps) {
  const problem = problems[status] ?? problems[500]!
  const title = action?.title ?? problem.title
  // What the administrators announce stands over the page already.
  const told = message && message !== frame.banner?.text ? message : problem.happened
  return (
    <Layout title={title} frame={frame}>
      <section class="problem">
        {action ? '' : <p class="problem-status">{status}</p>}
        <h1 safe>{title}</h1>
        <p class="lead" safe>
          {told}
        </p>
        {action ? '' : <p safe>{problem.next}</p>}
        {reference ? (
          <p>
            Reference <code safe>{reference}</code>
          </p>
        ) : (
          ''
        )}
        <div class="actions">
          {action ? (
            <a class="button" href={action.href} safe>
              {action.text}
            </a>
          ) : status === 401 ? (
            <a class="button" href={paths.signIn({ next: frame.path })}>
              Sign in
            </a>
          ) : (
            <a class="button" href={frame.viewer ? paths.studies() : paths.home()}>
              {frame.viewer ? 'Go to my studies' : 'Go to the home page'}
            </a>
          )}
          <a class="button quiet" href={paths.help()}>
            Help
          </a>
        </div>
      </section>
    </Layout>
  )
}
