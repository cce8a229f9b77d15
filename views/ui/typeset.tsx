import { type Children, Html } from '@kitajs/html'

/** What stays as it is written; tags with their attributes; an inverse length as it is typed; a blank beside a sign. */
const parts =
  /<(textarea|pre|code|script|style|option|svg)\b.*?<\/\1>|<(?:"[^"]*"|[^">])*>|(?<![\w/])1\/(Å|(?:A|nm)(?!\w))(²?)|(?<=\d) (?=%|Å|1\/[ÅA])| (?:[=–]|&lt;) (?=[−\d])/gs

/** Stands before and behind what is set already; no page is sent with it. */
const mark = '<!--set-->'

/**
 * HTML as it is set: an inverse length is Å to the power of −1 (few fonts have the raised sign), and a number stays on one line with its
 * unit, the other end of its range, and what it is equal to. It takes a millisecond for 100 KB.
 */
export const typeset = (html: string): string =>
  html
    .split(mark)
    .map((part, i) => (i % 2 === 0 ? set(part) : part))
    .join('')

/** HTML that is kept, set once for every page that will hold it. */
export const setOnce = (html: string): string => mark + typeset(html) + mark

const set = (html: string) =>
  html.replace(parts, (part: string, _: string, length?: string, square?: string) =>
    length
      ? `${length === 'A' ? 'Å' : length}<sup>−${square ? 2 : 1}</sup>`
      : part.startsWith(' ')
        ? part.replaceAll(' ', '\u00a0')
        : part,
  )

/** What it holds, set. */
export function Typeset({ children }: { children?: Children }) {
  const html = Html.contentToString(children)
  return typeof html === 'string' ? typeset(html) : html.then(typeset)
}
