import type { BackgroundSetting } from './background.ts'
import type { Curve, Profiles } from './contract.ts'
import type { ErrorScaleSetting } from './errorScale.ts'
import { refusal } from './faults/index.ts'

/** What the core refuses of the numbers that it is given. */

const pointsMax = 100_000
/** Numbers that are no energies, in whatever unit; squares of their differences would overflow. */
const energySpanMax = 1e12

export function checkCurve({ q, intensity, sigma }: Curve): void {
  const count = q.length
  if (count !== intensity.length || count !== sigma.length)
    throw refusal('curve.unequal_columns', {
      q: count,
      intensities: intensity.length,
      errors: sigma.length,
    })
  if (count < 3) throw refusal('curve.too_few_points', { count })
  if (count > pointsMax) throw refusal('curve.too_many_points', { count, most: pointsMax })
  for (let i = 0; i < count; i++) {
    const place = { point: i + 1, q: q[i] }
    if (!Number.isFinite(q[i])) throw refusal('curve.point_not_finite', { what: 'q', ...place })
    if (!Number.isFinite(intensity[i]))
      throw refusal('curve.point_not_finite', { what: 'the intensity', ...place })
    if (!(sigma[i] > 0 && Number.isFinite(sigma[i])))
      throw refusal('curve.error_not_positive', { error: sigma[i], ...place })
    if (i > 0 && !(q[i] >= q[i - 1])) throw refusal('curve.q_not_increasing', { before: q[i - 1], ...place })
  }
  if (intensity.every(value => value === 0)) throw refusal('curve.all_zero', {})
}

export function checkProfiles({ names, values }: Profiles, pointCount: number): void {
  const models = names.length
  if (models === 0) throw refusal('profiles.none', {})
  if (values.length !== models * pointCount)
    throw refusal('profiles.wrong_points', { points: pointCount, values: values.length, models })
  const seen = new Set<string>()
  const repeated = names.find(name => seen.size === seen.add(name).size)
  if (repeated !== undefined) throw refusal('profiles.repeated_name', { name: repeated })
  const odd = values.findIndex(value => !Number.isFinite(value))
  if (odd >= 0)
    throw refusal('profiles.value_not_finite', {
      model: names[odd % models],
      point: Math.floor(odd / models) + 1,
    })
}

/** No profile may have the same value at all of some points. */
export function checkShapes({ names, values }: Profiles, points: number[]): void {
  const first = points[0] * names.length
  names.forEach((model, k) => {
    const value = values[first + k]
    if (points.every(i => values[i * names.length + k] === value))
      throw refusal('profiles.constant', { model, value })
  })
}

export function checkEnergies(energies: Float64Array, models: number): void {
  if (energies.length !== models)
    throw refusal('energies.count_differs', { energies: energies.length, models })
  const odd = energies.findIndex(energy => !Number.isFinite(energy))
  if (odd >= 0) throw refusal('energies.value_not_finite', { model: odd + 1 })
  const span = Math.max(...energies) - Math.min(...energies)
  if (span > energySpanMax) throw refusal('energies.too_far_apart', { span, most: energySpanMax })
}

export function checkBackground(setting: BackgroundSetting): void {
  if (typeof setting === 'number' && !(setting >= 0 && Number.isFinite(setting)))
    throw refusal('options.background', { sd: setting })
}

export function checkErrorScale(setting: ErrorScaleSetting): void {
  if (typeof setting === 'number' && !(setting > 0 && Number.isFinite(setting)))
    throw refusal('options.error_scale', { scale: setting })
}
