/** Readers of the text files that people bring, each taking the text and a name for its messages; and writers of an ensemble. */
export { type CurveFile, type QUnit, readCurve } from './curve.ts'
export { ensembleCif } from './ensembleCif.ts'
export type { EnsembleModel } from './ensembleModel.ts'
export { ensemblePdb } from './ensemblePdb.ts'
export { readMatrix, readNames, readTable, readVector } from './matrix.ts'
export { sasCif } from './sascif.ts'
export { gatherShifts, type TextFile } from './shifts.ts'
