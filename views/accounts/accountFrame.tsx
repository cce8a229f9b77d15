import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'

const parts = [
  { text: 'Details', href: paths.account() },
  { text: 'E-mail', href: paths.email() },
  { text: 'Password', href: paths.password() },
  { text: 'Second factor', href: paths.factors() },
  { text: 'Sessions', href: paths.sessions() },
  { text: 'Your data', href: paths.accountDeletion() },
]

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
      <div class="form-page">
        <nav class="contents" aria-label="Your account">
          {parts.map(part => (
            <a href={part.href} aria-current={frame.path === part.href ? 'page' : undefined} safe>
              {part.text}
            </a>
          ))}
        </nav>
        <h1 safe>{title}</h1>
        {children}
      </div>
    </Layout>
  )
}
