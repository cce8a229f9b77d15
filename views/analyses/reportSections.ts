import type { Result } from '#src/ensemble/contract.ts'
import { programText } from '#src/ensemble/diagnose/index.ts'
import type { InspectedCurve, StudyInspection } from '../studies/inspection.ts'
import { formatInteger, formatUncertain } from '../ui/numbers.ts'
import { type CurveOfResult, curvesIn, ofCurve } from './curvesIn.ts'
import { massText } from './distancesCard.tsx'
import { blanks } from './reportBlanks.ts'
import { modelling } from './reportModelling.ts'
import { blank, range, type Section } from './reportRows.ts'

/** The table of the guidelines for publishing small-angle scattering (Trewhella et al. 2017) in the order of their template of 2023. */
export function sectionsOf(result: Result, inspection: StudyInspection | null): Section[] {
  return [
    {
      title: 'Sample details',
      rows: (
        [
          'organism',
          'source',
          'uniprot',
          'extinction',
          'volume',
          'contrast',
          'mass',
          'concentration',
          'solvent',
        ] as const
      ).map(blank),
    },
    collection(inspection),
    software(result),
    ...guinierOf(inspection),
    ...curvesIn(result).map(curve => distancesOf(curve, result)),
    modelling(result),
    { title: 'Data and model deposition', rows: [blank('deposition')] },
  ]
}

function collection(inspection: StudyInspection | null): Section {
  return {
    title: 'Data collection',
    rows: [
      blank('instrument'),
      blank('wavelength'),
      blank('geometry'),
      ...(inspection?.curves ?? []).map((curve, _, all) => ({
        name: `q measurement range${ofSeveral(curve, all)} (1/Å)`,
        value: range(curve.q[0]!, curve.q[curve.q.length - 1]!),
      })),
      ...(['absolute', 'normalisation', 'damage', 'exposure', 'temperature'] as const).map(blank),
    ],
  }
}

function software({ program, hydration }: Result): Section {
  const ours = programText(program)
  return {
    title: 'Software',
    rows: [
      blank('reduction'),
      blank('building'),
      hydration ? { name: blanks.profiles.name, value: ours } : blank('profiles'),
      { name: 'Ensemble modelling', value: ours },
    ],
  }
}

/** Which curve a row or section is of, where there are several. */
const ofSeveral = ({ fileName }: InspectedCurve, all: InspectedCurve[]) =>
  all.length > 1 ? `, ${fileName}` : ''

function guinierOf(inspection: StudyInspection | null): Section[] {
  return (inspection?.curves ?? []).flatMap((curve, _, all) => {
    const { q, guinier } = curve
    if (!guinier) return []
    const last = q[guinier.to - 1]!
    return [
      {
        title: `Structural parameters: Guinier analysis${ofSeveral(curve, all)}`,
        rows: [
          { name: 'I(0), unit of the data file', value: formatUncertain(guinier.i0, guinier.i0Error) },
          { name: 'Rg (Å)', value: formatUncertain(guinier.rg, guinier.rgError) },
          { name: 'q range (1/Å)', value: range(q[guinier.from]!, last) },
          { name: 'Largest q Rg', value: (last * guinier.rg).toFixed(2) },
        ],
      },
    ]
  })
}

function distancesOf(curve: CurveOfResult, { program }: Result): Section {
  const { distances, fit } = curve
  const title = `Structural parameters: P(r) analysis${ofCurve(curve)}`
  if (!distances) return { title, rows: [blank('dmax')] }
  const { i0, i0Error, rg, rgError, dmax, dmaxMean, dmaxSd, mass, background } = distances
  const less = background === undefined ? '' : ' of the data less the inferred background'
  return {
    title,
    rows: [
      { name: 'I(0) from P(r), unit of the data file', value: formatUncertain(i0, i0Error) },
      { name: 'Rg from P(r) (Å)', value: formatUncertain(rg, rgError) },
      {
        name: blanks.dmax.name,
        value: `${formatInteger(Math.round(dmax))} at most (mean ${formatUncertain(dmaxMean, dmaxSd)})`,
      },
      { name: 'q range (1/Å)', value: range(fit.q[0]!, fit.q.at(-1)!) },
      {
        name: 'Method',
        value: `indirect transform${less}, smoothness and Dmax by their evidence (${program.name} ${program.version})`,
      },
      ...(mass ? [{ name: 'Mass from the volume of correlation, if a protein', value: massText(mass) }] : []),
    ],
  }
}
