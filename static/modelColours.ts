/**
 * Colours that stand for models or chains. First the palette of Okabe and Ito (Color Universal Design, 2008) without black, then an
 * extension with a contrast of at least 3 to 1 on the light and on the dark surface (WCAG 2.2, 1.4.11), the distances of all tested as seen with
 * protanopia and deuteranopia.
 */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#f0e442',
  '#9922ff',
  '#11aa33',
  '#667733',
  '#ff00ff',
  '#5588ff',
] as const

/** Of every model beyond the heaviest: a grey that is like none of the palette's colours. */
export const restColour = '#686868'

/** Of a chain or another thing that is one of a few. */
export const paletteColour = (place: number): string => palette[place % palette.length]!

/**
 * The colour of each model of a library, the same in tables, plots, 3D and files. The heaviest, as many as there are colours, have one each:
 * that of their place in the library or, where a heavier model has it, the next free one. So the colours of those that matter are never alike,
 * and mostly stay the same from one analysis of a study to the next. All others are grey.
 */
export function coloursOf(weights: ArrayLike<number>): string[] {
  const colours = Array.from(weights, () => restColour)
  const ranked = [...colours.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b)
  const free = new Set<string>(palette)
  for (const model of ranked.slice(0, palette.length)) {
    const near = palette.map((_, step) => paletteColour(model + step))
    const colour = near.find(each => free.has(each))!
    free.delete(colour)
    colours[model] = colour
  }
  return colours
}
