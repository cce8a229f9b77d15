import { withoutEnding } from '#src/ensemble/diagnose/index.ts'

/** What is asked of the data of a study, as its parameters keep it beside the settings of the inference: see manifest.ts. */
export interface Question {
  /** The analysis whose settings and files it takes; 0 for the settings that a new analysis opens with. */
  analysis: number
  truth: 'posterior' | 'equal' | 'chosen'
  /** As they were typed; null without. */
  weights: string | null
  /** Those of the measured curves, or planned: of curves like them, or of one of another radiation. */
  points: 'measured' | 'planned' | 'x-rays' | 'neutrons'
  /** By what the errors of the measured points are multiplied. */
  noise: number
  /** Planned points, 1/A, and their errors at the smallest q in per cent. */
  from: number
  to: number
  count: number
  percent: number
  /** Of planned neutrons; it and what follows is absent in simulations of earlier versions. */
  d2o?: number
  /** FWHM/wavelength. */
  spread?: number
  /** Whether the curves of the study are simulated beside them. */
  beside?: boolean
  replicas: number
  c1: number
  contrast: number
}

/**
 * Weights of the models as a person types them: a number for each model in the order of the library, or names with numbers, where models
 * that are not named have none. Between them are commas or lines.
 * @returns the weights [K], or what is wrong, in words
 */
export function readWeights(text: string, models: readonly string[]): number[] | string {
  const parts = text
    .split(/[,;\n]/)
    .map(part => part.trim())
    .filter(Boolean)
  if (parts.length === 0) return 'Give the weights.'
  const plain = parts.flatMap(part => part.split(/\s+/))
  if (plain.every(part => isNumber(part))) return checked(plain.map(Number), models)
  const weights = models.map(() => 0)
  const named = new Set<string>()
  for (const part of parts) {
    const { name, number } = nameAndNumber(part)
    if (name === '' || !isNumber(number)) return `“${part.slice(0, 60)}” is not a name followed by a number.`
    const place = placeOf(name, models)
    if (place < 0) return `The library has no model “${name.slice(0, 60)}”; its first is “${models[0]}”.`
    if (named.has(name)) return `“${name.slice(0, 60)}” is listed twice.`
    named.add(name)
    weights[place] = Number(number)
  }
  return checked(weights, models)
}

/** What stands before and behind the last blank, "=" or ":". Not one regular expression: on many blanks that takes minutes. */
function nameAndNumber(part: string): { name: string; number: string } {
  const number = part.split(/[\s=:]/).at(-1)!
  const before = part.slice(0, part.length - number.length).trimEnd()
  return { name: before.replace(/[=:]$/, '').trimEnd(), number }
}

/** With or without the ending of a file. */
function placeOf(name: string, models: readonly string[]): number {
  const exact = models.indexOf(name)
  return exact >= 0 ? exact : models.findIndex(model => withoutEnding(model) === withoutEnding(name))
}

const isNumber = (text: string) => text !== '' && Number.isFinite(Number(text))

function checked(weights: number[], models: readonly string[]): number[] | string {
  if (weights.length !== models.length)
    return `There are ${weights.length} weights for ${models.length} models. Give one for each, or names with numbers.`
  if (weights.some(weight => weight < 0)) return 'A weight cannot be negative.'
  if (weights.every(weight => weight === 0)) return 'One of the weights must be above 0.'
  return weights
}

/** The planned points, evenly spread, 1/A. */
export const pointsOf = ({ from, to, count }: Pick<Question, 'from' | 'to' | 'count'>): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))
