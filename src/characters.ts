/** The first characters of a text. Characters are code points, so that none is cut in half. */
export const firstCharacters = (text: string, most: number): string => [...text].slice(0, most).join('')

/** The last characters of a text. */
export const lastCharacters = (text: string, most: number): string => [...text].slice(-most).join('')
