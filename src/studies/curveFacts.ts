import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import type { Curve } from '#src/ensemble/contract.ts'
import {
  distanceDistribution,
  type GuinierFit,
  guinierFit,
  proteinMass,
  qMaxByDefault,
} from '#src/ensemble/curve/index.ts'
import type { FaultCode } from '#src/ensemble/faults/index.ts'
import { type CurveFile, type QUnit, readCurve } from '#src/ensemble/formats/index.ts'
import { ownFile } from '../ownFile.ts'
import { qualityOf } from './compare.ts'
import { type CurveRecord, curvesOf, qUnit, type StudyRecord } from './record.ts'

const number = Type.Number()
const numbers = Type.Array(number)
const orNull = Type.Union([number, Type.Null()])

/** What the curve is with q in one unit; see `guinierFit` and `qualityOf`. */
const inUnit = Type.Object({
  q: numbers,
  guinier: Type.Union([
    Type.Object({ rg: number, rgError: number, i0: number, i0Error: number, from: number, to: number }),
    Type.Null(),
  ]),
  scatter: orNull,
  channels: orNull,
  dmax: orNull,
  /** P(r) and what follows from it; absent in studies of earlier versions. */
  distances: Type.Optional(
    Type.Union([
      Type.Object({
        r: numbers,
        p: numbers,
        sd: numbers,
        dmax: number,
        rg: number,
        rgError: number,
        i0: number,
        i0Error: number,
        mass: orNull,
      }),
      Type.Null(),
    ]),
  ),
})

const reading = Type.Object({
  /** What the file is, in words. */
  format: Type.String(),
  /** Rows of numbers, of which some may have been left out. */
  rows: number,
  /** Where the errors are from, in words. */
  errors: Type.String(),
  /** Whether q is known with its resolution. */
  hasDq: Type.Boolean(),
})

const curveFacts = Type.Object({
  unitGuess: Type.Object({ unit: qUnit, reason: Type.String(), isStated: Type.Optional(Type.Boolean()) }),
  intensity: numbers,
  sigma: numbers,
  assumedErrors: Type.Boolean(),
  /** How the file was understood; absent in studies of earlier versions. */
  reading: Type.Optional(reading),
  units: Type.Object({ '1/A': inUnit, '1/nm': inUnit }),
})

/** `curve.json` beside `curve.dat` of a study, and so for each further curve: the curve, read once by the check of the upload, and what its shape tells. */
export type CurveFacts = Static<typeof curveFacts>
const curveFile = ownFile(curveFacts)
const pathIn = (folder: string, { path }: CurveRecord) => join(folder, path.replace(/\.dat$/, '.json'))

/** Of each curve of a study. Of studies of earlier versions the curve itself is read. @throws UnreadableFile */
export async function readCurveFacts(folder: string, record: StudyRecord): Promise<CurveFacts[]> {
  const facts: CurveFacts[] = []
  for (const curve of curvesOf(record))
    facts.push((await curveFile.find(pathIn(folder, curve))) ?? (await factsOfCurve(folder, curve, record)))
  return facts
}

/** @returns the bytes that it takes */
export async function writeCurveFacts(folder: string, record: StudyRecord): Promise<number> {
  let bytes = 0
  for (const curve of curvesOf(record)) {
    const text = curveFile.textOf(await factsOfCurve(folder, curve, record))
    bytes += await Bun.write(pathIn(folder, curve), text)
  }
  return bytes
}

async function factsOfCurve(
  folder: string,
  { path, name }: CurveRecord,
  { models }: StudyRecord,
): Promise<CurveFacts> {
  const bytes = await readFile(join(folder, path))
  const read = (unit: QUnit) => {
    const file = readCurve(bytes, name, { unit })
    const guinier = guinierFit(file.curve)
    const facts = { q: [...file.curve.q], guinier, ...qualityOf(file.curve, guinier, models) }
    return { ...file, facts: { ...facts, distances: distancesOf(file.curve, guinier) } }
  }
  const [inAngstrom, inNanometres] = [read('1/A'), read('1/nm')]
  const { curve, unitGuess, warnings } = inAngstrom
  return {
    unitGuess,
    intensity: [...curve.intensity],
    sigma: [...curve.sigma],
    assumedErrors: warnings.some(({ code }) => code === 'curve.no_errors'),
    reading: {
      format: formatWords[inAngstrom.format],
      rows: inAngstrom.rowQ.length,
      errors: errorSource(warnings),
      hasDq: curve.dq !== undefined,
    },
    units: { '1/A': inAngstrom.facts, '1/nm': inNanometres.facts },
  }
}

/** Of the part of the curve that analyses use. */
function distancesOf(curve: Curve, guinier: GuinierFit | null) {
  const count = curve.q.filter(q => q <= qMaxByDefault).length
  const [q, intensity, sigma] = [curve.q, curve.intensity, curve.sigma].map(all => all.subarray(0, count))
  const found = distanceDistribution({ q: q!, intensity: intensity!, sigma: sigma! }, guinier)
  if (!found) return null
  const { r, p, sd, dmax, rg, rgError, i0, i0Error } = found
  return { r, p, sd, dmax, rg, rgError, i0, i0Error, mass: proteinMass(found, q!.at(-1)!) }
}

const formatWords: Record<CurveFile['format'], string> = {
  text: 'columns of text',
  pdh: 'Anton Paar PDH',
  canSAS: 'canSAS 1D (XML)',
  GNOM: 'output of GNOM, its measured columns',
  NIST: 'six columns of NIST',
  fit: 'a fit, its measured columns',
  sasCIF: 'sasCIF',
}

/** Where the errors are from, by what the reader told of them. */
function errorSource(warnings: CurveFile['warnings']): string {
  const told = (code: FaultCode) => warnings.find(each => each.code === code)
  if (told('curve.no_errors')) return 'none in the file: 5 % of I(q) is assumed'
  if (told('curve.errors_estimated')) return 'none in the file: estimated from the scatter of the points'
  const share = told('curve.relative_errors') ? 'as shares of I(q)' : 'in the file'
  const filled = (told('curve.bad_errors')?.values.lines as number[] | undefined)?.length ?? 0
  return filled === 0 ? share : `${share}; ${filled} missing, taken from neighbours`
}

/** The curve with q taken to be in `unit`, and what its shape alone tells. */
export function describeCurve(
  { units, intensity, sigma, assumedErrors, reading }: CurveFacts,
  unit: QUnit,
  fileName: string,
) {
  const { q, ...told } = units[unit]
  const curve = {
    q: Float64Array.from(q),
    intensity: Float64Array.from(intensity),
    sigma: Float64Array.from(sigma),
  }
  return { ...curve, fileName, unit, ...told, assumedErrors, reading }
}
