import type { LibraryContents } from '#src/studies/record.ts'
import type { SizeByDistances } from '../analyses/distancesCard.tsx'
import type { CurveView } from '../charts/curve.tsx'
import type { DistancesView } from '../charts/distances.tsx'
import type { GuinierView } from '../charts/guinier.tsx'

/** What was found in the uploaded files. */
export interface StudyInspection {
  /** Of several, those that are fitted together. */
  curves: (CurveView & {
    fileName: string
    /** The unit in the file; values here are in 1/A. */
    unit: '1/A' | '1/nm'
    guinier: GuinierView | null
    /** How much the points scatter in units of their errors. */
    scatter?: number | null
    /** Independent numbers in the curve, counted for this largest distance in A. */
    channels?: number | null
    dmax?: number | null
    /** Not known of studies of earlier versions. */
    distances?: (DistancesView & SizeByDistances) | null
    /** Whether errors were missing, and 5 % stands in for them. */
    assumedErrors?: boolean
    /** How the file was understood; not known of studies of earlier versions. */
    reading?: { format: string; rows: number; errors: string; hasDq: boolean }
    /** What it was measured with, where its owner said so. */
    radiation?: 'x-rays' | 'neutrons' | undefined
    d2o?: number | undefined
  })[]
  library: {
    fileName: string | null
    contents?: LibraryContents | null
    models: {
      name: string
      atoms: number
      rg: number | null
      /** With a usual hydration shell, as a curve shows it. */
      rgInWater?: number | null
      /** Of a mixture: which kind of particle it is. */
      species?: number | undefined
      dmax?: number | null
    }[]
  }
  /** Things to know that did not stop the upload. */
  warnings: string[]
}

export type InspectedCurve = StudyInspection['curves'][number]
