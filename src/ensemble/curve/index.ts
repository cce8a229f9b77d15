/** What a curve tells without any model. */
export { type Distances, distanceDistribution } from './distances.ts'
export { type GuinierFit, guinierFit } from './guinier.ts'
export { proteinMass } from './mass.ts'
export { judgeErrors, scatterOverError } from './noise.ts'
export { dmaxPerRg, shannonChannels } from './shannon.ts'
export { rgWithShell } from './shellRg.ts'
export { qMaxByDefault } from './upTo.ts'
