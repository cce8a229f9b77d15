import { programName } from '../frame.ts'
import { type AccountMailFacts, accountMails } from './account.ts'
import { analysisDone, analysisFailed } from './analysis.ts'
import { errorMail } from './errors.ts'
import { type RenderedMail, renderMail } from './mailLayout.tsx'

interface Addressed {
  /** The configured address of the site, without a slash at its end. */
  origin: string
  firstName: string | null
  /** What the site is called, where it has a name of its own. */
  site?: string
  /** The secret of the link, for mails that have one. */
  secret?: string | null
}

/** The mail of a kind with its facts, ready to send. @throws Error for a kind that has no words */
export function composeMail(kind: string, facts: Record<string, unknown>, to: Addressed): RenderedMail {
  const site = to.site || programName
  const all = { ...facts, origin: to.origin, site, secret: to.secret ?? null }
  const draft = draftOf(kind, all)
  if (!draft) throw new Error(`no mail of the kind ${kind}`)
  return renderMail(draft, to.firstName, to.origin, site)
}

function draftOf(kind: string, facts: AccountMailFacts) {
  if (kind === 'analysis_done') return analysisDone(facts as never)
  if (kind === 'analysis_failed') return analysisFailed(facts as never)
  if (kind === 'errors') return errorMail(facts as never)
  return Object.hasOwn(accountMails, kind) ? accountMails[kind]!(facts) : undefined
}
