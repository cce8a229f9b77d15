/** What a curve tells without any model. */
export { type GuinierFit, guinierFit } from './guinier.ts'
export { scatterOverError } from './noise.ts'
export { shannonChannels } from './shannon.ts'
export { rgWithShell } from './shellRg.ts'
export { qMaxByDefault } from './upTo.ts'
