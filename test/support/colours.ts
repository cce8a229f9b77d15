/** Measures of colours, and those of the style sheets. */
import appCss from '#static/app.css' with { type: 'text' }

export type Triple = [red: number, green: number, blue: number]

/** Linear red, green and blue of #rgb or #rrggbb, 0 to 1 (IEC 61966-2-1). */
export function linearOf(hex: string): Triple {
  const long = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex
  const channel = (at: number) => {
    const value = Number.parseInt(long.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** The contrast ratio of two colours, 1 to 21: WCAG 2.2. */
export function contrastOf(a: string, b: string): number {
  const [low, high] = [a, b].map(luminanceOf).sort((one, other) => one - other) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminanceOf(hex: string): number {
  const [red, green, blue] = linearOf(hex)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** What a value of the style sheets is by day and by night; undefined where it is no colour. */
export function coloursIn(value: string): { light: string; dark: string } | undefined {
  const token = /^var\((--[\w-]+)\)$/.exec(value)?.[1]
  if (token) return coloursIn(new RegExp(`^\\s*${token}: (.+);$`, 'm').exec(appCss)![1]!)
  const [, light, dark] = /^light-dark\((#\w+), (#\w+)\)$/.exec(value) ?? /^((#\w+))$/.exec(value) ?? []
  return light && dark ? { light, dark } : undefined
}

/** What charts and cards are drawn on. */
export const surfaces = coloursIn('var(--surface)')!
