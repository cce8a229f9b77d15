import { expect, test } from 'bun:test'
import { formatNumber, formatUncertain } from '#views/ui/numbers.ts'
import { DrawnPowers, Powers } from '#views/ui/powers.tsx'

const textOf = (html: unknown) => String(html).replace(/<\/?span>/g, '')

test('the exponent of a power is raised by the page, with a sign that every font has', () => {
  expect(textOf(<Powers text={formatUncertain(2.34e-8, 1e-9)} />)).toBe('(2.34 ± 0.10)·10<sup>−8</sup>')
  expect(textOf(<Powers text={formatNumber(1.2e12)} />)).toBe('1.20·10<sup>12</sup>')
  expect(textOf(<Powers text="0.0205 ± 0.0003 e/Å³" />)).toBe('0.0205 ± 0.0003 e/Å³')
  expect(textOf(<Powers text="q (Å⁻¹)" />)).toBe('q (Å<sup>−1</sup>)')
  expect(textOf(<Powers text="q² (1/Å²)" />)).toBe('q² (Å<sup>−2</sup>)')
  expect(textOf(<Powers text="1/nm" />)).toBe('nm<sup>−1</sup>')
  expect(textOf(<Powers text="<10⁻²" />)).toBe('&lt;10<sup>−2</sup>')
})

test('in a drawing it is moved up, and what follows down again', () => {
  expect(String(<DrawnPowers text="10⁻⁵ a" />)).toBe(
    '<tspan>10</tspan><tspan dy="-5" font-size="75%">−5</tspan><tspan dy="5"> a</tspan>',
  )
})
