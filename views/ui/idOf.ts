/** A text as a part of an element's id: two texts never share one, and selectors can name it. */
export const idOf = (text: string): string =>
  text.replace(/[^a-z\d]/gi, sign => `-${sign.charCodeAt(0).toString(16)}-`)
