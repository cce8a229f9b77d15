import type { WrittenManifest } from '#src/analyses/manifest/manifest.ts'
import { written } from './manifest.ts'

const { from, to, count, percent, d2o, spread, weights, c1, contrast, replicas } =
  written.parameters!.properties!
const neutrons = { 'x-show-if': { radiation: 'neutrons' } }

/** The same before there is a curve: people upload their models, and plan the measurement. */
export const planning: WrittenManifest = {
  name: 'planning',
  title: 'Plan a measurement',
  description:
    'Before beam time: can a measurement answer the question? Curves are simulated from an ensemble that you choose, at the points and errors that you plan, and analysed. The result compares what was found with what was simulated.',
  help: 'Upload the models that you want to distinguish, for example two conformations, and give the weight of each. Run it for X-rays and for neutrons, or with half the errors, and compare the results.',
  version: '1.1',
  command: ['{bioce}', 'simulate', '--task'],
  check: ['{bioce}', 'simulate', '--task', '--check'],
  mail: written.mail,
  threads: 2,
  memoryMegabytes: 4000,
  inputs: [
    {
      name: 'models',
      label: 'Models',
      help: 'PDB or mmCIF, all with the same atoms: one file per model, or one file with many models.',
      kinds: ['.pdb', '.cif', '.ent'],
      most: 200,
      megabytesMax: 200,
    },
  ],
  parameters: {
    properties: {
      truth: {
        type: 'string',
        title: 'What is simulated',
        oneOf: [
          { const: 'equal', title: 'Equal weights of all models' },
          { const: 'chosen', title: 'Weights that I choose' },
        ],
        default: 'equal',
      },
      weights: weights!,
      radiation: {
        type: 'string',
        title: 'Radiation',
        oneOf: [
          { const: 'x-rays', title: 'X-rays' },
          { const: 'neutrons', title: 'Neutrons' },
        ],
        default: 'x-rays',
      },
      d2o: { ...d2o!, ...neutrons },
      spread: { ...spread!, ...neutrons },
      ...Object.fromEntries(
        Object.entries({ from, to, count, percent }).map(([name, field]) => {
          const { 'x-show-if': _, ...plain } = field!
          return [name, plain]
        }),
      ),
      replicas: { ...replicas!, default: 20 },
      seed: { type: 'integer', title: 'Seed', minimum: 0, default: 1, hidden: true },
      c1: { ...c1!, 'x-show-if': undefined },
      contrast: { ...contrast!, 'x-show-if': undefined },
    },
  },
  numbers: written.numbers,
  results: written.results,
}
