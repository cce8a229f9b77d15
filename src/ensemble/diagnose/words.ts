/** Numbers in the sentences of a verdict. */

/** A share of 1 as whole per cent, with `< 1 %` for what rounds to nothing but is not. */
export function formatShare(x: number): string {
  if (x > 0 && x < 0.005) return '< 1 %'
  return `${Math.round(x * 100)} %`
}

/** `41,311`. */
export const formatWhole = (x: number): string => Math.round(x).toLocaleString('en')

/** A probability as it stands behind `p`. */
export function formatP(p: number): string {
  if (p < 0.001) return '< 0.001'
  return p.toFixed(p < 0.1 ? 3 : 2)
}

/** `p < 0.001`, `p = 0.02`. */
export function equalsP(p: number): string {
  const text = formatP(p)
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`
}

/** An R-hat that is not below its limit, with as many digits as it takes to see that. */
export function formatRhatAbove(rhat: number, limit: number): string {
  const digits = [3, 4, 5, 6].find(count => Number(rhat.toFixed(count)) > limit)
  return rhat.toFixed(digits ?? 6)
}

/** A model as sentences and pages name it: a bare number means nothing by itself. */
export const modelLabel = (name: string): string => (/^\d+$/.test(name) ? `model ${name}` : name)

/** A reason as a sentence of its own. */
export const asSentence = (reason: string): string => `${reason[0]!.toUpperCase()}${reason.slice(1)}.`
