import type { WrittenManifest } from '#src/analyses/manifest/manifest.ts'
import { parseManifest } from '#src/analyses/manifest/readManifest.ts'
import { c1Range, contrastRange, usualContrast } from '#src/ensemble/saxs/hydrationRange.ts'
import { simulationMethod } from '../builtIn.ts'

const posterior = 'posterior'
const chosen = { truth: ['equal', 'chosen'] }
const planned = { points: ['planned', 'x-rays', 'neutrons'] }
const neutrons = { points: 'neutrons' }

/** The form, the stages and the results of a simulation, in the words in which laboratories describe their methods. */
export const written: WrittenManifest = {
  name: simulationMethod,
  title: 'Simulate and ask',
  description:
    'Can these data answer the question? Curves are simulated from a known ensemble and analysed like a measurement. The result compares what was found with what was simulated.',
  help: [
    '- **The ensemble that was found**: a test of the result. Each curve is simulated from one posterior draw of the analysis, with its weights, hydration, background and errors.',
    '- **Weights that you choose**: find out whether a question can be answered at all, for example whether 10 % of a compact form would be detected.',
    '- **Other points and errors**: before beam time, find out what a longer or more precise measurement would add, or neutrons in addition to X-rays.',
    '',
    'The result shows what such data can tell if the library is complete and the profiles are right. It cannot test these two assumptions.',
    '',
    'Each simulated curve takes about as long as the analysis did. Simulations wait until no analysis is queued, and continue after an interruption.',
  ].join('\n'),
  command: ['{bioce}', 'run', '.'],
  mail: '{held} of the weights above 5 % lie in their 95 % intervals.',
  parameters: {
    properties: {
      analysis: {
        type: 'integer',
        title: 'Settings of',
        description: 'The analysis whose settings, energies, shifts and observables are used.',
        default: 0,
      },
      truth: {
        type: 'string',
        title: 'What is simulated',
        oneOf: [
          { const: posterior, title: 'The ensemble that this analysis found' },
          { const: 'equal', title: 'Equal weights of all models' },
          { const: 'chosen', title: 'Weights that I choose' },
        ],
        default: posterior,
      },
      weights: {
        type: 'string',
        title: 'Weights',
        description:
          'Names of models with their weights, such as “open 0.7, closed 0.3”; or a number for each model, in the order of the library.',
        maxLength: 10_000,
        'x-show-if': { truth: 'chosen' },
      },
      points: {
        type: 'string',
        title: 'Points and errors',
        oneOf: [
          { const: 'measured', title: 'Those of the measured curve' },
          { const: 'planned', title: 'Planned, measured as the study was' },
          { const: 'x-rays', title: 'Planned, with X-rays' },
          { const: 'neutrons', title: 'Planned, with neutrons' },
        ],
        default: 'measured',
      },
      noise: {
        type: 'number',
        title: 'Errors relative to those measured',
        description: '0.5 corresponds to four times the exposure.',
        minimum: 0.001,
        maximum: 1000,
        default: 1,
        'x-show-if': { points: 'measured' },
      },
      from: {
        type: 'number',
        title: 'From q',
        'x-unit': '1/Å',
        minimum: 0.0001,
        maximum: 0.5,
        default: 0.01,
        'x-show-if': planned,
      },
      to: {
        type: 'number',
        title: 'To q',
        'x-unit': '1/Å',
        minimum: 0.01,
        maximum: 0.5,
        default: 0.3,
        'x-show-if': planned,
      },
      count: {
        type: 'integer',
        title: 'Number of points',
        minimum: 10,
        maximum: 2000,
        default: 200,
        'x-show-if': planned,
      },
      percent: {
        type: 'number',
        title: 'Error at the smallest q',
        description:
          'Relative to the intensity there. The relative error grows as in counting statistics, with 1/√I.',
        'x-unit': '%',
        minimum: 0.0001,
        maximum: 1000,
        default: 1,
        'x-show-if': planned,
      },
      d2o: {
        type: 'number',
        title: 'D₂O fraction',
        description: '0 for H₂O, 1 for pure D₂O.',
        minimum: 0,
        maximum: 1,
        default: 1,
        'x-show-if': neutrons,
      },
      spread: {
        type: 'number',
        title: 'Wavelength spread',
        description: 'FWHM/λ of the instrument: 0.1 for most velocity selectors, 0 for none.',
        minimum: 0,
        maximum: 1,
        default: 0.1,
        'x-show-if': neutrons,
      },
      beside: {
        type: 'boolean',
        title: 'Together with the curves of the study',
        description:
          'They are simulated too, at their own points and errors, and fitted together with the planned curve. This shows what the planned curve would add.',
        default: false,
        'x-show-if': planned,
      },
      replicas: {
        type: 'integer',
        title: 'Simulated curves',
        description:
          'With 20 curves, the share of intervals that contain the simulated value is known to about 5 %; with 50, to 3 %.',
        minimum: 1,
        maximum: 1000,
        default: 50,
      },
      c1: {
        type: 'number',
        title: 'c1 of the hydration',
        minimum: c1Range[0],
        maximum: c1Range[1],
        default: 1,
        hidden: true,
        'x-show-if': chosen,
      },
      contrast: {
        type: 'number',
        title: 'Contrast of the hydration shell',
        'x-unit': 'e/Å³',
        minimum: contrastRange[0],
        maximum: contrastRange[1],
        default: usualContrast,
        hidden: true,
        'x-show-if': chosen,
      },
    },
  },
  numbers: [
    {
      name: 'held',
      label: 'Weights above 5 % in their 95 % intervals',
      help: 'Over all simulated curves. About 95 % is expected.',
    },
    {
      name: 'sd',
      label: 'Uncertainty of these weights',
      unit: '%',
      digits: 2,
      help: 'Mean posterior standard deviation.',
    },
    {
      name: 'seenFrom',
      label: 'Smallest weight that is detected',
      unit: '%',
      digits: 2,
      help: 'At or above this weight, four of five models have an interval above 1 %.',
    },
    {
      name: 'falsePresence',
      label: 'Absent models reported as present',
      help: 'Models without weight whose interval begins above 1 %.',
    },
    {
      name: 'misfits',
      label: 'Simulated curves that no mixture explains',
      help: 'Each curve was simulated from a mixture, so this number should be near 0.',
    },
    { name: 'converged', label: 'Inferences that have converged' },
  ],
  results: [
    { file: 'answer.md', title: 'What these data can tell', show: 'markdown' },
    {
      file: 'recovered.csv',
      title: 'Simulated and found weights',
      description: 'One point per model and simulated curve, for weights above 1 %, with the standard error.',
      show: 'chart',
      chart: {
        kind: 'scatter',
        x: 'simulated',
        y: ['found', 'the same'],
        error: 'sd',
        lines: ['the same'],
        xLabel: 'Simulated weight',
        yLabel: 'Found weight',
      },
    },
    {
      file: 'models.csv',
      title: 'By model',
      description:
        'Means over the simulated curves. The error is the root mean square of the found minus the simulated weight.',
      show: 'table',
    },
    {
      file: 'resolution.csv',
      title: 'By weight',
      description:
        'How often a model with such a weight is detected, and how often its interval contains the weight.',
      show: 'table',
    },
    {
      file: 'quantities.csv',
      title: 'Size, number of models and hydration',
      description:
        'How many intervals contain the simulated value, how much that value varied, and the mean uncertainty.',
      show: 'table',
    },
    { file: 'simulation.json', title: 'All numbers, for programs' },
  ],
}

/** The same as the manifest of a laboratory is known. */
export const simulation = parseManifest(JSON.stringify(written, null, 2), simulationMethod, true)
