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
  '#5b3a8e',
  '#8c510a',
  '#a6d854',
  '#666666',
  '#e7298a',
] as const

export const modelColour = (index: number): string => modelColours[index % modelColours.length]!
