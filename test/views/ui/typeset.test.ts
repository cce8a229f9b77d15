import { expect, test } from 'bun:test'
import { withNonBreakingUnits } from '#views/ui/nonBreakingUnits.ts'

test('a number stays on one line with its unit', () => {
  expect(
    withNonBreakingUnits('<p>In 23 % (16 – 30) of the ensemble, Rg is 27 Å or more: 5 models.</p>'),
  ).toBe('<p>In 23\u00a0% (16 – 30) of the ensemble, Rg is 27\u00a0Å or more: 5 models.</p>')
})

test('what is typed, copied or read by programs keeps its blanks', () => {
  for (const html of [
    '<textarea name="weights">open 70 %</textarea>',
    '<pre>printf "%d" 5 %</pre>',
    '<code>a = 5 % 2</code>',
    '<script>const left = 5 % 2</script>',
    '<input value="95 %" aria-label="10 Å">',
    '<input value="Rg > 95 % of it">',
  ])
    expect(withNonBreakingUnits(`<p>${html}</p>`)).toBe(`<p>${html}</p>`)
  expect(withNonBreakingUnits('<pre>5 %</pre><b>5 %</b><pre>5 %</pre>')).toBe(
    '<pre>5 %</pre><b>5\u00a0%</b><pre>5 %</pre>',
  )
})

test('a long page takes no time that anybody waits for', () => {
  const page = '<td class="number">0.41 ± 0.06, 95 %</td>'.repeat(20_000)
  const before = process.cpuUsage()
  expect(withNonBreakingUnits(page)).toHaveLength(page.length)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(500)
})
