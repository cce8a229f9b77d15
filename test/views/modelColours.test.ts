import { expect, test } from 'bun:test'
import { coloursOf, palette, paletteColour, restColour } from '#static/modelColours.ts'
import pagesCss from '#static/pages.css' with { type: 'text' }
import { contrastOf, linearOf, surfaces, type Triple } from '../support/colours.ts'

// Severe colour-vision deficiency as matrices on linear RGB: Machado, Oliveira & Fernandes (2009), IEEE TVCG 15, 1291.
const visions = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
}

for (const [vision, matrix] of Object.entries(visions)) {
  test(`any two model colours differ with ${vision} vision`, () => {
    const labs = [...palette, restColour].map(colour => labOf(seenWith(matrix, linearOf(colour))))
    let nearest = Number.POSITIVE_INFINITY
    for (const [i, a] of labs.entries()) {
      for (const b of labs.slice(i + 1))
        nearest = Math.min(nearest, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))
    }
    expect(nearest).toBeGreaterThan(15)
  })
}

/** Of Okabe and Ito: what they mark on white is named beside it. */
const light = ['#e69f00', '#56b4e9', '#f0e442']

for (const [scheme, surface] of Object.entries(surfaces))
  test.each([...palette, restColour])(`%s stands out from the ${scheme} surface`, colour => {
    const standsOut = contrastOf(colour, surface) >= 3
    expect(standsOut).toBe(scheme === 'dark' || !light.includes(colour))
  })

test('the drawings of the pages have the colours of the first models', () => {
  const hues = [...pagesCss.matchAll(/--hue: (#\w+);/g)].map(([, hue]) => hue)
  expect(hues).toEqual(palette.slice(0, hues.length))
  expect(hues).toHaveLength(4)
})

test('the heaviest models have one colour each, the others are grey', () => {
  const weights = Array.from({ length: 40 }, (_, k) => ((k * 17) % 40) / 780)
  const colours = coloursOf(weights)
  const heavy = colours.filter((_, k) => weights[k]! > 27 / 780)
  expect(new Set(heavy)).toEqual(new Set(palette))
  expect(colours.filter(colour => colour === restColour)).toHaveLength(28)
})

test('a model keeps the colour of its place, unless a heavier one has it', () => {
  const weights = Float64Array.from({ length: 20 }, (_, k) =>
    k === 14 ? 0.6 : k === 2 ? 0.3 : k === 5 ? 0.1 : 0,
  )
  const colours = coloursOf(weights)
  expect(colours[14]).toBe(palette[2])
  expect(colours[2]).toBe(palette[3])
  expect(colours[5]).toBe(palette[5])
  expect(coloursOf(weights.with(14, 0.2))[2]).toBe(palette[2])
})

test('chains take the colours in turn', () => {
  expect(paletteColour(palette.length + 1)).toBe(palette[1])
})

const seenWith = (m: number[], [r, g, b]: Triple): Triple => [
  m[0]! * r + m[1]! * g + m[2]! * b,
  m[3]! * r + m[4]! * g + m[5]! * b,
  m[6]! * r + m[7]! * g + m[8]! * b,
]

/** CIE 1976 L*a*b* under D65, from linear sRGB (IEC 61966-2-1). */
function labOf([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(Math.max(t, 0)) : (t * 24389) / 27 / 116 + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
