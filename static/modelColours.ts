/**
 * Colours that stand for models or chains. First the palette of Okabe and Ito (Color Universal Design, 2008) without black, then an
 * extension whose distances were tested as seen with protanopia and deuteranopia.
 */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#f0e442',
  '#3a2fd0',
  '#a01028',
  '#6cc96c',
  '#86106b',
  '#c9c2a5',
] as const

/** Of every model beyond the heaviest: a grey that is like none of the palette's colours. */
export const restColour = '#5f5f5f'

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
