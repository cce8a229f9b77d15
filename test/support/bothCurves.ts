import { join } from 'node:path'
import { simulateExample } from '#src/ensemble/example/index.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { inWater, modelPartials, withResolution } from '#src/ensemble/saxs/radiation.ts'
import { neutronsOf } from '#src/ensemble/saxs/radiationOptions.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { exampleSeed } from '#src/studies/example.ts'

/** The weights of four conformers of the example in the ensemble that was measured. */
const bothTruth = [0.7, 0, 0, 0.3]
const inHeavyWater = { radiation: 'neutrons', d2o: 1 } as const

/** Curves of an ensemble of four conformers of the example, of X-rays, and of neutrons in D2O with its resolution; and the conformers. */
function makeFiles(): Record<string, string> {
  const example = simulateExample(exampleSeed).models
  const models = [2, 7, 12, 17].map(k => ({ ...example[k]!, name: `${example[k]!.name}.pdb` }))
  const structures = models.map(({ name, text }) => readStructures(text, name).models[0]!)
  const q = Float64Array.from({ length: 80 }, (_, i) => 0.01 + 0.003 * i)
  const dq = q.map(value => 0.002 + 0.06 * value)
  const measure = (radiation: typeof inHeavyWater | object, scale: number, seed: number) => {
    const neutrons = neutronsOf(radiation)
    const partials = structures.map(structure =>
      inWater(modelPartials(structure, neutrons, { qMax: 0.4 }), neutrons),
    )
    const seen = withResolution(partials, { q, dq }, radiation)
    const { values } = profilesFrom(seen, q, { mode: 'fixed', c1: 1, contrast: 0.02 })
    const noise = Random.stream(seed, 1)
    const first = scale * values[0]!
    return Array.from(q, (value, i) => {
      const exact = scale * bothTruth.reduce((sum, w, k) => sum + w * values[4 * i + k]!, 0)
      const sigma = 0.01 * exact + 2e-4 * first
      const row = [value, exact + 1e-3 * first + sigma * noise.normal(), sigma]
      return (neutrons ? [...row, dq[i]!] : row).join(' ')
    }).join('\n')
  }
  return {
    'saxs.dat': `# Q I(Q) Error\n${measure({}, 1e-6, 2)}\n`,
    'sans.dat': `# Q I(Q) Error dQ\n${measure(inHeavyWater, 1e-8, 1)}\n`,
    ...Object.fromEntries(models.map(({ name, text }) => [name, text])),
  }
}

let made: Record<string, string> | undefined

/** Writes the curves and the models, which are made once in a run. @returns the paths */
export async function writeBothCurves(folder: string) {
  made ??= makeFiles()
  for (const [name, text] of Object.entries(made)) await Bun.write(join(folder, name), text)
  const [saxs, sans, ...library] = Object.keys(made).map(name => join(folder, name))
  return { saxs: saxs!, sans: sans!, library }
}
