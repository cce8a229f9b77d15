import { textsOfFields } from '#src/analyses/manifest/fieldTexts.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import type { Shown } from '#src/analyses/methodOutcome.ts'
import { numbersOf } from '#src/analyses/methodOutcome.ts'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import { parseCsv } from '#src/csv.ts'
import type { Recovered, TrustResult } from '#src/ensemble/contract.ts'
import { judgeRecovery } from '#src/ensemble/diagnose/recovery.ts'
import { describeAnalysis, parseParameters } from '#src/method/parameters.ts'
import type { Question } from '#src/method/simulation/question.ts'
import { simulationFiles, summaryOf } from '#src/method/simulation/results.ts'
import { MethodFormPage } from '#views/analyses/methodForm.tsx'
import { MethodReportPage } from '#views/analyses/methodReport.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { RunPage } from '#views/analyses/run.tsx'
import { MethodPreflightPage } from '#views/studies/methodPreflight.tsx'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'
import { analysis, blankForm, frameAt, normal, now, seeded, status } from './storyData.ts'

/** Pages of "Simulate and ask", of the test of a result by simulation, and of a measurement that is planned. */

const [simulation, planning] = ['simulation', 'planning'].map(
  wanted => shippedMethods.find(({ name }) => name === wanted)!,
) as [(typeof shippedMethods)[number], (typeof shippedMethods)[number]]
/** Fields that their manifests explain. */
export const ofSimulations = [simulation, planning].flatMap(({ fields, inputs = [] }) =>
  [...fields, ...inputs].map(({ name }) => name.replace(/\d$/, '')),
)

const study = { id: 7, name: 'Linker ensemble' }
const question = readMethodFields(simulation.fields, { analysis: 31, replicas: 20 }).values
const parameters = { ...parseParameters({ seed: '5' }), simulation: question } as never
const finished = {
  ...{ ...analysis, id: 34, name: 'Simulation 1' },
  parameters: describeAnalysis({ method: 'simulation', parameters }, simulation),
}
const files = simulation.results.map(({ file, title }) => ({ name: file, meaning: title, bytes: 4200 }))

/** Twenty curves of draws of a posterior in which four of twelve models have weight. */
function recoveredOf(replicas: number): Recovered[] {
  const random = seeded(5)
  const of = (truth: number, sd: number) => {
    const mean = truth + sd * normal(random)
    return { truth, mean, sd, q025: mean - 1.96 * sd, q975: mean + 1.96 * sd }
  }
  return Array.from({ length: replicas }, (_, n) => {
    const shares = [0.45, 0.3, 0.18, 0.07].map(share => share + 0.03 * normal(random))
    const total = shares.reduce((sum, share) => sum + share, 0)
    return {
      weights: Array.from({ length: 12 }, (_, k) => {
        const weight = k < 4 ? of(shares[k]! / total, 0.02 + 0.01 * k) : of(0.0004, 0.004)
        const within = (value: number) => Math.max(0, value)
        return { ...weight, mean: within(weight.mean), q025: within(weight.q025) }
      }),
      quantities: {
        rg: of(31 + 0.3 * normal(random), 0.2),
        effectiveModels: of(2.9, 0.3),
        c1: of(1.003, 0.004),
        contrast: of(0.014, 0.0011),
      },
      converged: n !== 7,
      isMisfit: false,
    }
  })
}

const names = Array.from({ length: 12 }, (_, k) => `conformer-${String(k + 1).padStart(2, '0')}`)
const trust: TrustResult = {
  seed: 5,
  measured: { verdict: 'explained', converged: true },
  ...judgeRecovery(names, recoveredOf(20), 0.26),
}
/** Two models of equal weights, which the planned curves cannot tell apart: most have not converged, or are called misfits. */
const doubtful: TrustResult = {
  seed: 5,
  measured: null,
  ...judgeRecovery(
    ['open', 'shut'],
    recoveredOf(8).map(({ quantities, weights }, n) => ({
      quantities,
      weights: weights.slice(0, 2).map(({ mean }, k) => {
        const found = (k === 0 ? mean : 1 - weights[0]!.mean) - 0.18
        return { truth: 0.5, mean: found, sd: 0.04, q025: found - 0.08, q975: found + 0.08 }
      }),
      converged: n > 2,
      isMisfit: n < 3,
    })),
    0.29,
  ),
}

/** What a page shows of a simulation. */
function outcomeOf(method: typeof simulation, found: TrustResult, truth: Question['truth']) {
  const texts = simulationFiles(found, { truth } as Question)
  const shown = method.results.flatMap(({ file, title, description, show, chart }): Shown[] => {
    const facts = { file, title, ...(description && { description }) }
    if (show === 'markdown') return [{ ...facts, kind: show, text: texts[file]! }]
    const table = parseCsv(texts[file]!)!
    if (show === 'chart') return [{ ...facts, kind: show, table, chart: chart! }]
    return show === 'table' ? [{ ...facts, kind: show, table }] : []
  })
  return { shown, numbers: numbersOf(method, { summary: summaryOf(found) }) }
}
const { shown, numbers } = outcomeOf(simulation, trust, 'posterior')
const planned = {
  study: { id: 9, name: 'Beam time in May' },
  method: planning,
  ...outcomeOf(planning, doubtful, 'equal'),
}
const plannedFacts = {
  ...{ ...analysis, id: 36, name: 'In D2O' },
  parameters: describeAnalysis(
    {
      method: 'planning',
      parameters: readMethodFields(planning.fields, { radiation: 'neutrons', replicas: 8 }).values as never,
    },
    planning,
  ),
}

const asked = { ...simulation, fields: simulation.fields.map(field => withAnalyses(field)) }

function withAnalyses(field: (typeof simulation.fields)[number]) {
  if (field.name !== 'analysis') return field
  const choices = [
    { value: '31', text: 'Defaults', is: 31 },
    { value: '0', text: 'A new analysis with its defaults', is: 0 },
  ]
  return { ...field, kind: 'choice' as const, choices, byDefault: 31 }
}

const valuesOf = (method: typeof simulation, values: object) =>
  textsOfFields(method.fields, { name: 'Simulation 1', ...values })

export const simulationStories = {
  simulationForm: () => (
    <MethodFormPage
      frame={frameAt('/studies/7/methods/simulation')}
      form={{ values: { ...valuesOf(asked, {}), name: 'Simulation 1' }, errors: {} }}
      study={study}
      method={asked}
    />
  ),
  simulationFormPlanned: () => (
    <MethodFormPage
      frame={frameAt('/studies/7/methods/simulation')}
      form={{
        values: {
          ...valuesOf(asked, { truth: 'chosen', points: 'neutrons', weights: 'open 0.7, shut 0.3' }),
          name: 'Would SANS help',
        },
        errors: { weights: 'The library has no model “shut”; its first is “open”.' },
      }}
      study={study}
      method={asked}
    />
  ),
  simulationRunning: () => (
    <RunPage
      frame={frameAt('/analyses/34')}
      study={study}
      status={{
        ...{ ...status, id: 34, name: 'Simulation 1', stages: [] },
        progress: { stage: 'sampling', done: 15, total: 21, message: 'Simulated curve 15 of 20' },
      }}
    />
  ),
  simulationResult: () => (
    <MethodResultPage
      frame={frameAt('/analyses/34')}
      study={study}
      analysis={finished}
      files={files}
      method={simulation}
      numbers={numbers}
      shown={shown}
      again="/studies/7/methods/simulation?from=34"
    />
  ),
  simulationReport: () => (
    <MethodReportPage
      frame={frameAt('/analyses/34/report')}
      study={study}
      analysis={finished}
      method={simulation}
      numbers={numbers}
      shown={shown}
      inputs={[
        { name: 'curve.dat', sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4' },
      ]}
    />
  ),
  uploadInputsPlanning: () => (
    <UploadInputsPage
      frame={frameAt('/studies/new/planning')}
      form={{ values: { name: 'Beam time in May' }, errors: {} }}
      method={{ ...planning, inputs: planning.inputs! }}
      limits={{ studies: { used: 2, limit: 20 }, requestBytesMax: 1e8 }}
    />
  ),
  planningPreflight: () => (
    <MethodPreflightPage
      frame={frameAt('/drafts/5')}
      form={blankForm}
      draft={{
        ...{ id: 5, name: 'Beam time in May', expiresAt: new Date(now.getTime() + 23 * 3_600_000) },
        inputs: ['open.pdb', 'shut.pdb'].map(name => ({ name, label: 'Models', bytes: 182_000 })),
      }}
      findings={[]}
      again="/studies/new/planning"
    />
  ),
  planningForm: () => (
    <MethodFormPage
      frame={frameAt('/studies/9/methods/planning')}
      form={{
        values: {
          ...valuesOf(planning, {
            truth: 'chosen',
            radiation: 'neutrons',
            weights: 'open 0.9, shut 0.1',
            to: 0.005,
          }),
          name: 'In D2O',
        },
        errors: { to: 'The largest q must lie above the smallest.' },
      }}
      study={{ id: 9, name: 'Beam time in May' }}
      method={planning}
    />
  ),
  planningRunning: () => (
    <RunPage
      frame={frameAt('/analyses/36')}
      study={planned.study}
      status={{
        ...{ ...status, id: 36, name: 'In D2O', stages: [], share: 0, secondsLeft: null },
        progress: { stage: 'sampling', done: 0, total: 9, message: 'Profiles of 2 models' },
      }}
    />
  ),
  planningResult: () => (
    <MethodResultPage
      {...planned}
      frame={frameAt('/analyses/36')}
      analysis={plannedFacts}
      files={files}
      again="/studies/9/methods/planning?from=36"
    />
  ),
  planningReport: () => (
    <MethodReportPage
      {...planned}
      frame={frameAt('/analyses/36/report')}
      analysis={plannedFacts}
      inputs={['open.pdb', 'shut.pdb'].map(name => ({ name, sha256: '8f434346'.repeat(8) }))}
    />
  ),
}
