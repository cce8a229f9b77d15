import { Html } from '@kitajs/html'

/**
 * A text in Markdown (GFM) that somebody else wrote, safe to show: whatever it holds passes as text, every element is one of those
 * below, images are their descriptions, and links lead to web pages, mail addresses and places of this site alone.
 * Headings begin one level below the page's own.
 */
export function Markdown({ text }: { text: string }): JSX.Element {
  return Bun.markdown.render(text, elements, { autolinks: true })
}

const inside = (tag: string) => (children: string) => `<${tag}>${children}</${tag}>`

const elements: Bun.markdown.RenderCallbacks = {
  text: text => Html.escapeHtml(text),
  heading: (children, { level }) => inside(`h${Math.min(level + 1, 6)}`)(children),
  paragraph: inside('p'),
  blockquote: inside('blockquote'),
  code: children => `<pre tabindex="0">${children}</pre>`,
  list: (children, { ordered, start = 1 }) =>
    ordered ? `<ol start="${Number(start)}">${children}</ol>` : `<ul>${children}</ul>`,
  listItem: inside('li'),
  hr: () => '<hr />',
  table: children => `<div class="table-wrap"><table>${children}</table></div>`,
  thead: inside('thead'),
  tbody: inside('tbody'),
  tr: inside('tr'),
  th: inside('th'),
  td: inside('td'),
  strong: inside('strong'),
  emphasis: inside('em'),
  strikethrough: inside('del'),
  codespan: inside('code'),
  link: (children, { href }) =>
    isFine(href) ? `<a href="${Html.escapeHtml(href)}" rel="noopener nofollow">${children}</a>` : children,
  image: children => children,
  html: children => children, // its text has passed through `text`, so it shows as it was typed
}

const isFine = (href: string) => /^(https?:\/\/|mailto:|\/(?![/\\])|#)/i.test(href)
