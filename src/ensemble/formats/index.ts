/** Readers of the text files that people bring; each takes the text and a name for its messages. */
export { type CurveFile, type CurveOptions, type QUnit, readCurve } from './curve.ts'
export { type Matrix, readMatrix, readNames, readTable, readVector } from './matrix.ts'
export { gatherShifts, type TextFile } from './shifts.ts'
