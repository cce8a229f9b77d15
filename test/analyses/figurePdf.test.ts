import { expect, test } from 'bun:test'
import { drawingStyle } from '#src/analyses/drawingStyle.ts'
import { figurePdf } from '#src/analyses/figurePdf.ts'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { savedDrawing } from '#views/charts/exported.tsx'
import { hostileList } from '../support/hostileTexts.ts'
import { outcomeOf } from '../support/storyData.ts'

const { fit, composed, weights } = resultCharts(31, outcomeOf())
const drawingOf = (chart: typeof fit, width: 85 | 175) => savedDrawing({ chart, width, style: drawingStyle })
const names = outcomeOf().result.models.map(model => model.name)
const pdfOf = async (svg: string) => Buffer.from(await figurePdf(svg, 'Fit', names)).toString('latin1')

test.each([85, 175] as const)(
  'a figure of %p mm is one page of its size, of lines and embedded letters',
  async mm => {
    const svg = drawingOf(fit, mm)
    const height = Number(/ height="([\d.]+)mm"/.exec(svg)![1])
    const pdf = await pdfOf(svg)
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number)
    expect(box[0]).toBeCloseTo((mm / 25.4) * 72, 1)
    expect(box[1]).toBeCloseTo((height / 25.4) * 72, 1)
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1)
    expect(pdf.match(/\/FontFile2/g)).toHaveLength(1)
    expect(pdf).not.toMatch(/\/Subtype \/(Image|Type1)\b/)
  },
)

test('the letters of panels are bold', async () => {
  expect(await pdfOf(drawingOf(composed!, 175))).toContain('Arimo-Bold')
})

test('every rule of the style sheet is one that the drawing of a PDF knows: a tag or classes, none inside another', () => {
  for (const selector of drawingStyle.replaceAll(/\{[^}]*\}/g, ',').split(','))
    expect(selector.trim()).toMatch(/^([\w-]*(\.[\w-]+)*)?$/)
})

test('a name that would break out of a drawing is letters of it', async () => {
  const plain = drawingOf(weights, 85)
  const drawn = names.map(name => name.replace('.pdb', '')).filter(name => plain.includes(`>${name}<`))
  expect(drawn.length).toBeGreaterThan(5)
  for (let at = 0; at < hostileList.length; at += drawn.length) {
    const texts = hostileList.slice(at, at + drawn.length).map(text => Bun.escapeHTML(text))
    const svg = texts.reduce((svg, text, i) => svg.replaceAll(`>${drawn[i]}<`, () => `>${text}<`), plain)
    for (const text of texts) expect(svg).toContain(text)
    expect(await pdfOf(svg)).not.toMatch(/\/URI|\/JavaScript|\/Launch/)
  }
})

test('a name in a script that the font lacks gives way to the place of its model, and other letters to their numbers', async () => {
  const plain = drawingOf(weights, 85)
  const [first, , third] = names.map(name => name.replace('.pdb', ''))
  const inOrder = [...names].with(2, '模型三.pdb').with(0, '構造構造構造構造構造構造甲.pdb')
  const [foreign, placed, unknown] = [
    plain.replaceAll(third!, '模型三').replaceAll(first!, '…造構造構造構造甲'),
    plain.replaceAll(third!, 'model 3').replaceAll(first!, 'model 1'),
    plain.replaceAll(third!, 'ไทย'),
  ]
  const drawn = async (svg: string) =>
    Buffer.from(await figurePdf(svg, 'Weights', inOrder))
      .toString('latin1')
      .replaceAll(/\(D:\d+Z\)|\/ID .*/g, '') // when it was made
  expect(plain).toContain(first!)
  expect(await drawn(foreign!)).toBe(await drawn(placed!))
  expect(await drawn(unknown!)).toBe(await drawn(plain.replaceAll(third!, 'U+0E44 U+0E17 U+0E22 ')))
  expect(await drawn(foreign!)).not.toBe(await drawn(plain))
})
