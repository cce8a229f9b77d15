/** The example: a made-up protein, its library and its curve. */
export { simulateExtras } from './extras.ts'
export { simulateExample, writeExampleCurve } from './study.ts'
