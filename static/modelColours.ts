/**
 * The colour of each model, the same in table, plot and 3D. First the palette of Okabe and Ito (Color Universal Design,
 * 2008) without black, then an extension whose distances were tested as seen with protanopia and deuteranopia; beyond
 * its length the colours repeat, so a model is always named beside its colour.
 */
export const modelColours = [
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

export const modelColour = (index: number): string => modelColours[index % modelColours.length]!
