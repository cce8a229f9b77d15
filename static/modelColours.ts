/**
 * Colours that stand for models or chains. Each has a contrast of at least 3 to 1 on the light and on the dark surface (WCAG 2.2, 1.4.11),
 * and any two differ with normal vision, protanopia and deuteranopia. Among such sets, this is one whose nearest pair is far apart, in an
 * order in which each is as far as can be from all before it: chosen by simulated annealing of CIEDE2000 distances.
 */
export const palette = [
  '#058dfe',
  '#e86d03',
  '#fd4a97',
  '#07a4a6',
  '#287a45',
  '#882bfc',
  '#db1617',
  '#867ec1',
  '#c08071',
  '#6b6d13',
  '#fe03ff',
  '#6fa141',
] as const

/** Of every model beyond the heaviest: a grey that is like none of the palette's colours. */
export const restColour = '#767676'

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
