import { Html } from '@kitajs/html'
import { programName } from '../frame.ts'
import { paths } from '../paths.ts'

/** A mail before it is addressed: the same words become a plain text and an HTML part. */
export interface MailDraft {
  subject: string
  paragraphs: string[]
  /** Lines of facts, such as parameters. */
  facts?: { name: string; value: string }[]
  /** The one thing to do, with its full address. */
  action?: { text: string; url: string }
  /** What to know after the action, such as how long it works. */
  after?: string[]
}

export interface RenderedMail {
  subject: string
  text: string
  html: string
}

/**
 * Renders a mail; `origin` is the configured address of the site, never one that a request named. Every text of the
 * draft is one line of the mail, whatever a name in it held.
 */
export function renderMail(
  told: MailDraft,
  firstName: string | null,
  origin: string,
  site: string = programName,
): RenderedMail {
  const draft = {
    ...told,
    subject: oneLine(told.subject),
    paragraphs: told.paragraphs.map(oneLine),
    after: told.after?.map(oneLine),
  }
  const greeting = firstName ? `Dear ${oneLine(firstName)},` : 'Hello,'
  const foot = `${site}, ${origin}${paths.home()}`
  const facts = told.facts?.map(fact => oneLine(`${fact.name}: ${fact.value}`)) ?? []
  const text = [
    greeting,
    ...draft.paragraphs,
    ...(facts.length > 0 ? [facts.join('\n')] : []),
    ...(draft.action ? [`${draft.action.text}:\n${draft.action.url}`] : []),
    ...(draft.after ?? []),
    `-- \n${foot}\n`,
  ].join('\n\n')
  const html = String(<MailHtml draft={draft} greeting={greeting} facts={facts} foot={foot} site={site} />)
  return { subject: draft.subject, text, html }
}

/** The page's colours, by light, on the elements themselves: many mail programs drop style sheets. */
const styles = {
  body: 'margin:0 auto;padding:24px 16px;max-width:36rem;font:16px/1.5 system-ui,sans-serif;background:#fff;color:#1b282c',
  mark: 'margin:0 0 20px;padding-bottom:12px;border-bottom:1px solid #d9e0e1;font-weight:600;color:#0b5f66',
  button:
    'display:inline-block;margin:8px 0;padding:12px 20px;border-radius:6px;background:#0b5f66;color:#fff;font-weight:600;text-decoration:none',
  small: 'font-size:13px;color:#526469;word-break:break-all',
  foot: 'margin-top:28px;padding-top:12px;border-top:1px solid #d9e0e1;font-size:13px;color:#526469',
}

/** The same by dark, for those that keep a style sheet; others show the mail on white, or turn its colours. */
const darkStyle = `@media (prefers-color-scheme: dark) {
  html, body { background: #12191c !important; color: #e2e9ea !important }
  .mark { color: #5fc3c7 !important; border-color: #2c393d !important }
  .small, .foot { color: #9eb0b4 !important; border-color: #2c393d !important }
}`

interface MailHtmlProps {
  draft: MailDraft
  greeting: string
  facts: string[]
  foot: string
  site: string
}

function MailHtml({ draft, greeting, facts, foot, site }: MailHtmlProps) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="color-scheme" content="light dark" />
          <title safe>{draft.subject}</title>
          <style>{darkStyle as 'safe'}</style>
        </head>
        <body style={styles.body}>
          <p class="mark" style={styles.mark} safe>
            {site}
          </p>
          <p safe>{greeting}</p>
          <Paragraphs texts={draft.paragraphs} />
          {facts.length > 0 ? (
            <ul>
              {facts.map(fact => (
                <li safe>{fact}</li>
              ))}
            </ul>
          ) : (
            ''
          )}
          {draft.action ? (
            <p>
              <a href={draft.action.url} style={styles.button} safe>
                {draft.action.text}
              </a>
              <br />
              <small class="small" style={styles.small}>
                {Html.escapeHtml(draft.action.url)}
              </small>
            </p>
          ) : (
            ''
          )}
          <Paragraphs texts={draft.after ?? []} />
          <p class="foot" style={styles.foot} safe>
            {foot}
          </p>
        </body>
      </html>
    </>
  )
}

function Paragraphs({ texts }: { texts: string[] }) {
  return (
    <>
      {texts.map(text => (
        <p safe>{text}</p>
      ))}
    </>
  )
}

const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
