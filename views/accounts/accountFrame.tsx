import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { currentOf } from '../ui/currentOf.ts'

const parts: { text: string; path: () => string }[] = [
  { text: 'Details', path: paths.account },
  { text: 'E-mail', path: paths.email },
  { text: 'Password', path: paths.password },
  { text: 'Second factor', path: paths.factors },
  { text: 'Sessions', path: paths.sessions },
  { text: 'API tokens', path: paths.tokens },
  { text: 'Shared with me', path: paths.sharedWithMe },
  { text: 'Your data', path: paths.accountDeletion },
]

const partsOf = ({ site }: Frame) =>
  site?.hasSignOn ? parts.toSpliced(4, 0, { text: 'Other accounts', path: paths.signOns }) : parts

interface AccountFrameProps {
  frame: Frame
  title: string
  scripts?: string[]
  children?: Children
}

/** A page about one's own account, with the way to the others. */
export function AccountFrame({ frame, title, scripts, children }: AccountFrameProps) {
  return (
    <Layout title={title} frame={frame} scripts={scripts}>
      <nav class="contents" aria-label="Your account">
        {partsOf(frame).map(({ text, path }) => (
          <a href={path()} aria-current={currentOf(path(), frame.path, paths.account())} safe>
            {text}
          </a>
        ))}
      </nav>
      <div class="form-page">
        <h1 safe>{title}</h1>
        {children}
      </div>
    </Layout>
  )
}
