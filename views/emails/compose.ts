import { type AccountFacts, accountLetters } from './account.ts'
import { analysisDone, analysisFailed } from './analysis.ts'
import { errorLetter } from './errors.ts'
import { type RenderedLetter, renderLetter } from './letter.tsx'

interface Addressed {
  /** The configured address of the site, without a slash at its end. */
  origin: string
  firstName: string | null
  /** The secret of the link, for letters that have one. */
  secret?: string | null
}

/** The letter of a kind with its facts, ready to send. @throws Error for a kind that has no words */
export function composeLetter(kind: string, facts: Record<string, unknown>, to: Addressed): RenderedLetter {
  const all = { ...facts, origin: to.origin, secret: to.secret ?? null }
  const draft = draftOf(kind, all)
  if (!draft) throw new Error(`no letter of the kind ${kind}`)
  return renderLetter(draft, to.firstName, to.origin)
}

function draftOf(kind: string, facts: AccountFacts) {
  if (kind === 'analysis_done') return analysisDone(facts as never)
  if (kind === 'analysis_failed') return analysisFailed(facts as never)
  if (kind === 'errors') return errorLetter(facts as never)
  return Object.hasOwn(accountLetters, kind) ? accountLetters[kind]!(facts) : undefined
}
