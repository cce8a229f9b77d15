import { expect, test } from 'bun:test'
import { drawResult } from '#views/analyses/result.tsx'
import { setOnce, typeset } from '#views/ui/typeset.tsx'
import { outcomeOf } from '../../support/storyData.ts'

test('a number stays on one line with its unit, its error, its range and what it is equal to', () => {
  const blank = '\u00a0'
  for (const [html, set] of [
    [
      '<p>In 23 % (16 – 30) of it, Rg is 27 Å or more: 5 models.</p>',
      'In 23_% (16_–_30) of it, Rg is 27_Å or more: 5 models.',
    ],
    [
      '<p>χ<sup>2</sup> = 1.03, p &lt; 0.001, 0.41 ± 0.06, 0.33 e/Å³, −3 – −1</p>',
      'χ<sup>2</sup>_=_1.03, p_&lt;_0.001, 0.41_±_0.06, 0.33_e/Å³, −3_–_−1',
    ],
    ['<p>open – shut, a = b, a < 3, 3 models</p>', 'open – shut, a = b, a < 3, 3 models'],
  ] as const)
    expect(typeset(html)).toBe(`<p>${set.replaceAll('_', blank)}</p>`)
})

test('an inverse length is a power, however it is typed', () => {
  expect(typeset('<th>q (1/Å)</th><td>0.25 1/Å</td><td>q² (1/Å²)</td><td>1/A or 1/nm</td>')).toBe(
    '<th>q (Å<sup>−1</sup>)</th><td>0.25\u00a0Å<sup>−1</sup></td><td>q² (Å<sup>−2</sup>)</td><td>Å<sup>−1</sup> or nm<sup>−1</sup></td>',
  )
  expect(typeset('<p>1/Ab, 1/nmr, 2021/A, chains/1/A</p>')).toBe('<p>1/Ab, 1/nmr, 2021/A, chains/1/A</p>')
})

test('what is typed, copied or read by programs stays as it is', () => {
  for (const html of [
    '<textarea name="weights">open 70 %</textarea>',
    '<pre>printf "%d" 5 %</pre>',
    '<pre># q (1/A) I = 3</pre>',
    '<code>a = 5 % 2</code>',
    '<script>const left = 5 % 2</script>',
    '<input value="95 %" aria-label="10 Å">',
    '<input value="Rg > 95 % of it">',
    '<option value="1/A">0.25 1/Å</option>',
    '<svg><text>q (1/Å), 5 %</text></svg>',
  ])
    expect(typeset(`<p>${html}</p>`)).toBe(`<p>${html}</p>`)
  expect(typeset('<pre>5 %</pre><b>5 %</b><pre>5 %</pre>')).toBe(
    '<pre>5 %</pre><b>5\u00a0%</b><pre>5 %</pre>',
  )
})

test('set twice, a page is what it is when it is set once', () => {
  const { cards } = drawResult({ id: 31, outcome: outcomeOf(), files: [], choice: {} })
  const once = typeset(cards)
  expect(once).not.toBe(cards)
  expect(typeset(once)).toBe(once)
})

test('what is set already is passed over, and its mark is not sent', () => {
  const kept = setOnce('<p>5 %</p>')
  expect(typeset(`<b>1 %</b>${kept}<i>2 %</i>${kept}3 %`)).toBe(
    '<b>1_%</b><p>5_%</p><i>2_%</i><p>5_%</p>3_%'.replaceAll('_', '\u00a0'),
  )
  const { cards } = drawResult({ id: 31, outcome: outcomeOf(), files: [], choice: {} })
  const [before, set, after] = cards.split('<!--set-->')
  expect([before, after]).toEqual(['', ''])
  expect(typeset(set!)).toBe(set!)
  expect(typeset(cards)).toBe(set!)
})

test('what somebody typed stays, though it looks like the mark', () => {
  const field = '<input value="<!--set-->5 %">'
  expect(typeset(`${field}<b>5 %</b>${field}`)).toBe(`${field}<b>5\u00a0%</b>${field}`)
})

test('a long page takes no time that anybody waits for', () => {
  const page = '<td class="number">0.41 ± 0.06, 95 %</td>'.repeat(20_000)
  const before = process.cpuUsage()
  expect(typeset(page)).toHaveLength(page.length)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(500)
})
