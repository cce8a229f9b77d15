import { expect, test } from 'bun:test'
import { parseFragment } from 'parse5'
import { Markdown } from '#views/ui/markdown.tsx'

const htmlOf = (text: string) => String(<Markdown text={text} />)

interface Node {
  nodeName: string
  attrs?: { name: string; value: string }[]
  childNodes?: Node[]
}
const nodesIn = (node: Node): Node[] => [node, ...(node.childNodes ?? []).flatMap(nodesIn)]
const nodesOf = (text: string) => nodesIn(parseFragment(htmlOf(text)) as unknown as Node)

test('a text becomes headings below that of the page, lists, tables and links', () => {
  const html = htmlOf(
    '# Terms\n\nBe *kind*, see [us](https://ku.dk/?a=1&b=2).\n\n- one\n\n| a |\n|---|\n| b |',
  )
  expect(html).toContain('<h2>Terms</h2><p>Be <em>kind</em>, see ')
  expect(html).toContain('<a href="https://ku.dk/?a=1&amp;b=2" rel="noopener nofollow">us</a>')
  expect(html).toContain('<ul><li>one</li></ul>')
  expect(html).toContain(
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
  )
})

const hostile = [
  '<script>alert(1)</script>',
  '<div onclick="alert(1)">\n\nx\n\n</div>',
  'a <img src=x onerror=alert(1)> b',
  '[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) [w](//evil.example) [v](/\\evil.example)',
  '[x]: vbscript:x\n\n[x]',
  '<javascript:alert(1)>',
  '![<script>](https://evil.example/track.png "\\"><script>")',
  '`</code><script>` and\n\n```"><script>\n</pre><script>\n```',
  '[q](https://x.example/"onmouseover="alert(1))',
  '&lt;script&gt; &#60;script&#62; <!-- <script> --> <?php ?> <![CDATA[<script>]]>',
  '| <script> |\n|:-:|\n| <b onclick=x> |',
  '\u0000<script>\ud800',
  '['.repeat(5000) + '*'.repeat(5000) + '>'.repeat(200),
]

test.each(hostile)('nothing of hostile text %# runs, loads or leads astray', text => {
  for (const { nodeName, attrs = [] } of nodesOf(text)) {
    expect(nodeName).toMatch(
      /^(#text|#document-fragment|h[2-6]|p|blockquote|pre|[ou]l|li|hr|div|t(able|head|body|r|h|d)|strong|em|del|code|a)$/,
    )
    for (const { name, value } of attrs) {
      expect(['class', 'href', 'rel', 'start', 'tabindex']).toContain(name)
      if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:|\/[^/\\]|#)/)
    }
  }
})
