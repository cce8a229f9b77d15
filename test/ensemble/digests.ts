/** Prints hashes of a small analysis from structures to draws, and of what `Math` gives here: `bun test/ensemble/digests.ts`. */

import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { simulateExample, writeExampleCurve } from '#src/ensemble/example/study.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { exampleSeed } from '#src/studies/example.ts'

const hash = (text: string | Uint8Array) => new Bun.CryptoHasher('sha256').update(text).digest('hex')

const { models, curve } = simulateExample(exampleSeed)
const library = models
  .slice(0, 4)
  .map(({ name, text }) => partialsOf(readStructures(text, name).models[0]!, { qMax: 0.5 }))
const { result, draws } = await analyseLibrary(
  { curve: readCurve(writeExampleCurve(curve), 'curve').curve, library },
  { seed: 1, chains: 2, iterations: 100, iterationsMax: 100 },
  { report: () => {} },
)
const xs = Array.from({ length: 1000 }, (_, n) => n / 100)
const ofMath = [Math.exp, Math.sin, Math.cos, Math.tan, Math.log2].flatMap(own => xs.map(own))
console.log(
  JSON.stringify({
    result: hash(JSON.stringify(result)),
    draws: hash(new Uint8Array(draws.weights.values.buffer)),
    ofMath: hash(JSON.stringify(ofMath)),
  }),
)
