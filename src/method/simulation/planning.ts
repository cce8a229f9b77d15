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
    'Can a measurement answer the question? Before beam time: curves of an ensemble that you choose are simulated at points and errors that you plan, each is inferred, and the result says what comes out.',
  help: 'Upload the models that you have in mind, such as two conformations that a measurement should tell apart, and say how much of each there is. Plan once for X-rays and once for neutrons, or with half the errors, and compare the results.',
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
      help: 'PDB or mmCIF, all of the same atoms, each model in a file of its own or many in one.',
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
