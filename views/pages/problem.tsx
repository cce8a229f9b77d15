import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { typographic } from '../ui/symbols.ts'

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
    happened: 'The address or the form was not in the format that this site expects.',
    next: 'Go back and try again.',
  },
  401: {
    title: 'Please sign in',
    happened: 'This page belongs to an account.',
    next: 'Sign in and you will be brought back here.',
  },
  403: {
    title: 'You do not have access',
    happened:
      'Your account does not have permission for this, or the form was open too long and has expired.',
    next: 'Reload the page you came from and try again.',
  },
  404: {
    title: 'Page not found',
    happened: 'The page does not exist, was deleted, or belongs to someone else.',
    next: 'Your studies and analyses are listed under Studies.',
  },
  405: {
    title: 'This request is not supported',
    happened: 'The page exists, but does not accept this kind of request.',
    next: 'Open the page directly, or submit its form again.',
  },
  409: {
    title: 'This cannot be done now',
    happened: 'Someone, perhaps you in another window, has changed this since the page was opened.',
    next: 'Reload the page to see the current state.',
  },
  413: {
    title: 'The upload is too large',
    happened: 'The upload is larger than this server accepts. Nothing was saved.',
    next: 'Compress the library or leave out models that are nearly the same. The upload page names the limit.',
  },
  421: {
    title: 'This server has another address',
    happened: 'The address that was asked for is not one of this server.',
    next: 'Check the address, or ask whoever gave it to you.',
  },
  422: {
    title: 'Something in the form needs to change',
    happened: 'The server could not accept what the form sent.',
    next: 'Go back, correct the form and submit it again.',
  },
  429: {
    title: 'Too much at once',
    happened: 'There were more requests in a short time than this server allows.',
    next: 'Wait a minute and try again.',
  },
  500: {
    title: 'Something went wrong',
    happened: 'This is a fault of the server. It was recorded and the administrators were notified.',
    next: 'Try again in a moment. If it happens again, write to the administrators and quote the reference.',
  },
  503: {
    title: 'Back in a moment',
    happened: 'The server is busy or under maintenance. Your studies and running analyses are safe.',
    next: 'Reload the page in a minute.',
  },
  507: {
    title: 'The server is out of space',
    happened:
      'There is no disk space left to store this. Nothing was saved, and the administrators were notified.',
    next: 'Delete studies that you no longer need, or try again later.',
  },
}

/** Their messages say what to do: how long to wait, what to change first. */
const saysNext = [409, 429]

export function ProblemPage({ frame, status, message, reference, action }: ProblemProps) {
  const problem = problems[status] ?? problems[status < 500 ? 400 : 500]!
  const title = action?.title ?? problem.title
  // What the administrators announce stands over the page already.
  const told = message && message !== frame.banner?.text ? message : problem.happened
  return (
    <Layout title={title} frame={frame}>
      <section class="problem">
        {action ? '' : <p class="problem-status">{status}</p>}
        <h1 safe>{title}</h1>
        <p class="lead" safe>
          {typographic(told)}
        </p>
        {action || (message && saysNext.includes(status)) ? '' : <p safe>{problem.next}</p>}
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
