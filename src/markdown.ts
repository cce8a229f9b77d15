/** The elements that Markdown becomes, each with the attributes that it keeps. */
const allowed = new Map<string, readonly string[]>([
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'ul', 'li', 'blockquote', 'pre', 'code', 'hr', 'br'].map(tag),
  ...['em', 'strong', 'del', 'table', 'thead', 'tbody', 'tr'].map(tag),
  ['ol', ['start']],
  ['th', ['align']],
  ['td', ['align']],
  ['a', ['href']],
])

function tag(name: string): [string, readonly string[]] {
  return [name, []]
}

/**
 * Markdown of somebody else as HTML for a page: without HTML of its own, images, or links to anything but web pages and
 * addresses of mail. Headings begin two steps down, below those of the page.
 */
export function readMarkdown(text: string): string {
  const html = Bun.markdown.html(text, { noHtmlBlocks: true, noHtmlSpans: true })
  return new HTMLRewriter()
    .on('*', {
      element(element) {
        const attributes = allowed.get(element.tagName)
        if (!attributes) return void element.removeAndKeepContent()
        for (const [name, value] of [...element.attributes])
          if (!attributes.includes(name) || (name === 'href' && !isLink(value))) element.removeAttribute(name)
        if (element.tagName === 'a') element.setAttribute('rel', 'noopener nofollow')
        const level = /^h([1-6])$/.exec(element.tagName)?.[1]
        if (level) element.tagName = `h${Math.min(6, Number(level) + 2)}`
      },
    })
    .transform(html)
}

const isLink = (href: string) => /^(https?:\/\/|mailto:)/i.test(href)
