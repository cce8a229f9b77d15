import type { BackgroundSetting } from './background.ts'
import type { Curve, Profiles } from './contract.ts'
import type { ErrorScaleSetting } from './errorScale.ts'
import { EnsembleError, type EnsembleReason } from './errors.ts'

/** What the core refuses, each with one sentence that names the cause; `buildProblem` lists the reasons. */

const pointsMax = 100_000
/** kcal/mol: e^(-beta 300) is 1e-224, beyond which exponents are lost as 0. */
const energySpanMax = 300

export function checkCurve({ q, intensity, sigma }: Curve): void {
  if (q.length !== intensity.length || q.length !== sigma.length)
    fail(
      'bad_curve',
      `The curve has ${q.length} values of q, ${intensity.length} intensities and ${sigma.length} errors.`,
    )
  if (q.length < 3) fail('bad_curve', `The curve has ${q.length} points; at least 3 are needed.`)
  if (q.length > pointsMax)
    fail('too_large', `The curve has ${q.length} points; at most ${pointsMax} are taken.`)
  for (let i = 0; i < q.length; i++) {
    const where = `point ${i + 1} of the curve`
    if (!Number.isFinite(q[i])) fail('bad_curve', `q is not a finite number at ${where}.`)
    if (!Number.isFinite(intensity[i]))
      fail('bad_curve', `The intensity is not a finite number at ${where} (q = ${q[i]}).`)
    if (!(sigma[i] > 0 && Number.isFinite(sigma[i])))
      fail('bad_curve', `The error is ${sigma[i]} at ${where} (q = ${q[i]}); it must be positive.`)
    if (i > 0 && !(q[i] > q[i - 1]))
      fail('bad_curve', `q does not increase at ${where}: ${q[i - 1]} is followed by ${q[i]}.`)
  }
  if (intensity.every(value => value === 0)) fail('bad_curve', 'Every intensity of the curve is zero.')
}

export function checkProfiles({ names, values }: Profiles, pointCount: number): void {
  const modelCount = names.length
  if (modelCount === 0) fail('bad_profiles', 'There are no profiles: the library is empty.')
  if (values.length !== modelCount * pointCount) {
    const rows = values.length / modelCount
    const has = Number.isInteger(rows) ? `${rows} points` : `${values.length} values for ${modelCount} models`
    fail(
      'bad_profiles',
      `The curve has ${pointCount} points, but the profiles have ${has}; both must have the same points.`,
      {
        curvePoints: pointCount,
        profilePoints: rows,
      },
    )
  }
  const seen = new Set<string>()
  const repeated = names.find(name => seen.size === seen.add(name).size)
  if (repeated !== undefined) fail('bad_profiles', `Two models have the name "${repeated}".`)
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      fail(
        'bad_profiles',
        `The profile of ${names[i % modelCount]} is not a finite number at point ${Math.floor(i / modelCount) + 1}.`,
      )
}

export function checkShapes(curves: Float64Array, names: string[], pointCount: number): void {
  names.forEach((name, k) => {
    const profile = curves.subarray(k * pointCount, (k + 1) * pointCount)
    if (profile.every(value => value === profile[0]))
      fail(
        'bad_profiles',
        `The profile of ${name} is ${profile[0]} at every point: a constant is not a scattering profile.`,
      )
  })
}

export function checkEnergies(energies: Float64Array, modelCount: number): void {
  if (energies.length !== modelCount)
    fail('bad_energies', `There are ${energies.length} energies for ${modelCount} models.`)
  energies.forEach((energy, k) => {
    if (!Number.isFinite(energy)) fail('bad_energies', `The energy of model ${k + 1} is not a finite number.`)
  })
  const [lowest, highest] = [Math.min(...energies), Math.max(...energies)]
  if (highest - lowest > energySpanMax)
    fail(
      'bad_energies',
      `The energies lie ${(highest - lowest).toPrecision(3)} kcal/mol apart; at most ${energySpanMax} can be weighed: leave out models whose energy makes them impossible.`,
    )
}

export function checkBackground(setting: BackgroundSetting): void {
  if (typeof setting === 'number' && !(setting >= 0 && Number.isFinite(setting)))
    fail(
      'bad_options',
      `The sd of the background is ${setting}; it must be 0 or more, in the unit of the curve.`,
    )
}

export function checkErrorScale(setting: ErrorScaleSetting): void {
  if (typeof setting === 'number' && !(setting > 0 && Number.isFinite(setting)))
    fail('bad_options', `The error scale is ${setting}; it must be positive.`)
}

/** Refuses. */
export function fail(reason: EnsembleReason, message: string, details: Record<string, unknown> = {}): never {
  throw new EnsembleError(reason, message, details)
}
