import { Html } from '@kitajs/html'

/** A letter before it is addressed: the same words become a plain text and an HTML part. */
export interface Draft {
  subject: string
  paragraphs: string[]
  /** The one thing to do, with its full address. */
  action?: { text: string; url: string }
  /** Lines of facts, such as parameters. */
  facts?: { name: string; value: string }[]
  /** What to know after the action, such as how long it works. */
  after?: string[]
}

export interface RenderedLetter {
  subject: string
  text: string
  html: string
}

/** Renders a letter; `origin` is the configured address of the site, never one that a request named. */
export function renderLetter(draft: Draft, firstName: string | null, origin: string): RenderedLetter {
  const greeting = firstName ? `Dear ${firstName},` : 'Hello,'
  const foot = `BioCE Web, ${origin}`
  const facts = draft.facts?.map(fact => `${fact.name}: ${fact.value}`) ?? []
  const text = [
    greeting,
    ...draft.paragraphs,
    ...(draft.action ? [`${draft.action.text}:\n${draft.action.url}`] : []),
    ...(facts.length > 0 ? [facts.join('\n')] : []),
    ...(draft.after ?? []),
    `-- \n${foot}\n`,
  ].join('\n\n')
  const html = String(<LetterHtml draft={draft} greeting={greeting} facts={facts} foot={foot} />)
  return { subject: oneLine(draft.subject), text, html }
}

interface LetterHtmlProps {
  draft: Draft
  greeting: string
  facts: string[]
  foot: string
}

function LetterHtml({ draft, greeting, facts, foot }: LetterHtmlProps) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title safe>{draft.subject}</title>
        </head>
        <body>
          <p safe>{greeting}</p>
          <Paragraphs texts={draft.paragraphs} />
          {draft.action ? (
            <p>
              <a href={draft.action.url} safe>
                {draft.action.text}
              </a>
              <br />
              <small>{Html.escapeHtml(draft.action.url)}</small>
            </p>
          ) : (
            ''
          )}
          {facts.length > 0 ? (
            <ul>
              {facts.map(fact => (
                <li safe>{fact}</li>
              ))}
            </ul>
          ) : (
            ''
          )}
          <Paragraphs texts={draft.after ?? []} />
          <hr />
          <p>
            <small safe>{foot}</small>
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

/** A subject is one line, whatever a name held. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const oneLine = (text: string) => text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim()
