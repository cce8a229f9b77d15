import type { MethodRow } from '#src/admin/methods.ts'
import { methodFields, withFiles } from '#src/analyses/manifest/fields.ts'
import type { TourStep } from '#src/analyses/manifest/manifest.ts'
import type { ParameterSchema } from '#src/analyses/manifest/parameterSchema.ts'
import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import { MethodPage } from '#views/admin/method.tsx'
import { MethodsPage } from '#views/admin/methods.tsx'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { crumbsToAnalysis } from '#views/analyses/crumbs.ts'
import { MethodsCompared } from '#views/analyses/methodComparison.tsx'
import { MethodFormPage } from '#views/analyses/methodForm.tsx'
import { MethodReportPage } from '#views/analyses/methodReport.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { ResultRowsPage } from '#views/analyses/resultRows.tsx'
import { ChooseMethodPage } from '#views/studies/chooseMethod.tsx'
import { MethodPreflightPage } from '#views/studies/methodPreflight.tsx'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'
import { analysis, blankForm, frameAt, resultFiles } from './storyData.ts'

const study = { id: 7, name: 'Linker ensemble' }

const averageParameters: ParameterSchema = {
  properties: {
    window: {
      type: 'integer',
      title: 'Window',
      default: 5,
      minimum: 1,
      maximum: 50,
      description: 'Points to smooth over, the "window".',
    },
  },
  allOf: [{ $ref: '#/$defs/shape' }],
  $defs: {
    shape: {
      title: 'Shape',
      description: 'How each point is weighed: "error" as 1/σ².',
      properties: {
        kernel: {
          type: 'string',
          title: 'Kernel',
          oneOf: [
            { const: 'flat', title: 'Flat' },
            { const: 'gauss', title: 'Gaussian' },
          ],
          default: 'flat',
        },
        width: {
          type: 'number',
          title: 'Width',
          'x-unit': 'points',
          default: 2,
          'x-show-if': { kernel: 'gauss' },
        },
        ends: {
          type: 'array',
          title: 'Ends that are kept',
          items: { type: 'string', enum: ['first', 'last'] },
          default: ['first'],
        },
        skipped: {
          type: 'array',
          title: 'Points left out',
          items: { type: 'integer' },
          help_text: 'By their places.',
        },
        mask: {
          type: 'string',
          title: 'Mask',
          description: 'Which points are left out.',
          format: 'file-path',
          'x-upload': ['.csv', '.txt'],
        },
        weights: {
          type: 'string',
          title: 'Weights',
          format: 'file-path',
          pattern: '^weights',
          'x-upload': ['.txt'],
        },
        comment: { type: 'string', title: 'Comment', maxLength: 500, hidden: true },
      },
    },
  },
}

const plate = { path: 'tables/1.csv', name: 'plate.csv', bytes: 10, sha256: '0' }
const averageFields = withFiles(
  methodFields(averageParameters, pointer => {
    throw new Error(pointer)
  }),
  { inputs: { tables: [plate] } },
)
export const ofMethods = [...averageFields.map(({ name }) => name), 'tables', 'notes']

const averageTour: TourStep[] = [
  { at: 'inputs/tables', title: 'Tables', text: 'One for each <b>compound</b>.' },
  { at: 'parameters/window', title: 'How smooth <it> is', text: 'More points are smoother.' },
  { at: 'parameters/ends', title: 'Ends', text: 'Keep both in doubt.' },
  { at: 'numbers/mean', title: 'The mean', text: 'Look at it first.' },
  { at: 'results/fit.csv', title: 'The fit', text: "The line should go through the curve's points." },
]

const averageTable = {
  head: ['q', 'I', 'fit'],
  rows: Array.from({ length: 60 }, (_, i) => {
    const q = 0.01 * (i + 1)
    return [q, Math.exp(-9 * q * q) + 0.03 * Math.sin(7 * i), Math.exp(-9 * q * q)].map(value =>
      value.toFixed(4),
    )
  }),
}

const averageShown: Shown[] = [
  {
    kind: 'chart',
    file: 'fit.csv',
    title: 'Fit',
    description: "The line should go through the curve's points.",
    table: averageTable,
    chart: { kind: 'scatter', x: 'q', y: ['I', 'fit'], lines: ['fit'], xLabel: 'q (Å⁻¹)', yLabel: 'I(q)' },
  },
  { kind: 'table', file: 'fit.csv', title: 'Values', table: averageTable },
  {
    kind: 'chart',
    file: 'shares.csv',
    title: 'Shares',
    table: {
      head: ['part', 'share'],
      rows: [
        ['A', '0.2'],
        ['B', '0.5'],
        ['C', '0.3'],
      ],
    },
    chart: { kind: 'bar', x: 'part', y: ['share'] },
  },
  { kind: 'structure', file: 'ensemble.pdb', title: 'The models', description: 'Superposed.' },
  { kind: 'structure', file: 'ligand.cif', title: 'The ligand' },
  { kind: 'markdown', file: 'notes.md', title: 'Notes', text: '# On the fit\n\n- one\n- **two**' },
  {
    kind: 'fault',
    file: 'big.csv',
    title: 'All values',
    fault: 'It is too large to be shown here (31.0 MB).',
  },
]

/** Pages of a method that a laboratory added. */
const averageNumbers: ResultNumber[] = [
  {
    name: 'mean',
    label: 'Mean intensity',
    value: 12.3987654,
    unit: 'a.u.',
    digits: 3,
    help: "Of all the curve's points.",
  },
  { name: 'points', label: 'Points', value: 301, grade: 'fair', gradeText: 'Few; 500 are better.' },
  { name: 'isFlat', label: 'Flat', value: true },
]

const sideOf = (id: number, name: string, window: number) => ({
  ...{ id, name, numbers: averageNumbers, shown: averageShown },
  parameters: [{ name: 'Window', value: String(window) }],
})

const rowOf = (version: string, isCurrent: boolean) => ({
  ...{ number: Number(version[0]), version, fault: null, isCurrent, total: 12, active: isCurrent ? 2 : 0 },
})

const slope: MethodRow = {
  name: 'slope',
  title: 'Slope of a curve',
  isInstalled: true,
  isOff: false,
  manifest: {
    ...{
      name: 'slope',
      title: 'Slope of a curve',
      description: "Fits a line to the curve's first points.",
      here: '/m',
    },
    ...{
      command: ['python3', '/data/userData/methods/slope/2/slope.py'],
      results: [],
      numbers: [],
      fields: [],
    },
    ...{ text: '', parameters: undefined, isOff: false, ownRole: undefined, threads: 2, hours: 1 },
  },
  role: 'beamline',
  lastAt: Date.parse('2026-11-20T10:00:00Z'),
  versions: [rowOf('2.0', true), rowOf('1.0', false)],
}
const adminTables = [{ name: 'users', title: 'Users', singular: 'user' }]

export const methodStories = {
  adminMethods: () => (
    <MethodsPage
      frame={frameAt('/admin/methods')}
      tables={adminTables}
      methods={[
        slope,
        { ...slope, name: 'old', title: 'old', manifest: undefined, lastAt: null, role: undefined },
        { ...slope, name: 'plates', title: 'Plates', isInstalled: false, isOff: true, lastAt: null },
      ]}
      faults={[
        'The installed method "old" is left out: /data/userData/methods/old/1/method.json, line 4: /results/0/title has a wrong value: expected string.',
      ]}
      protection="Methods run in a sandbox, as the user nobody."
      obstacle={undefined}
      form={{ values: {}, errors: { archive: 'slope.zip holds no method.json.' } }}
    />
  ),
  adminMethod: () => (
    <MethodPage
      frame={frameAt('/admin/methods/slope')}
      tables={adminTables}
      method={slope}
      roles={['beamline', 'superuser', 'user']}
      problem="2 analyses wait for it or run. Switch the method off, and remove it when they are over."
    />
  ),
  chooseMethod: () => (
    <ChooseMethodPage
      frame={frameAt('/studies/new')}
      methods={[
        { name: 'dose-response', title: 'Dose and response', description: "Fits a table's Hill curve." },
      ]}
    />
  ),
  tableRows: () => (
    <ResultRowsPage
      frame={frameAt('/analyses/31/tables/fit.csv')}
      crumbs={crumbsToAnalysis(study, analysis)}
      id={31}
      name="fit.csv"
      title="Values"
      table={averageTable}
      choice={{ page: 2, column: 1, down: true }}
    />
  ),
  uploadInputs: () => (
    <UploadInputsPage
      frame={frameAt('/studies/new/dose-response')}
      form={{
        values: { name: 'Compound 7' },
        errors: { tables: 'plate.xlsx has another ending than .csv.' },
      }}
      method={{
        name: 'dose-response',
        title: 'Dose and response',
        description: "Fits a Hill curve to a table's doses and responses.",
        help: 'One table per compound, with **five different doses** or more.',
        inputs: [
          {
            name: 'tables',
            label: 'Tables',
            kinds: ['.csv'],
            most: 6,
            megabytesMax: 1,
            help: 'Doses and responses, the latter as "response".',
          },
          { name: 'notes', label: 'Notes', kinds: ['.txt', '.md'], required: false },
        ],
        tour: averageTour,
      }}
      limits={{ studies: { used: 2, limit: 20 }, requestBytesMax: 1e8 }}
    />
  ),
  methodPreflight: () => (
    <MethodPreflightPage
      frame={frameAt('/drafts/5')}
      form={blankForm}
      draft={{
        id: 5,
        name: 'Compound 7',
        expiresAt: new Date('2026-11-23T12:00:00Z'),
        inputs: [{ name: 'plate.csv', label: 'Tables', bytes: 4200 }],
      }}
      findings={[
        {
          level: 'warning',
          message: 'The doses of "A7" span less than a factor of 30.',
          advice: "Add doses beyond the curve's middle.",
          file: 'plate.csv',
        },
        { level: 'note', message: 'Repeats were found.' },
      ]}
      again="/studies/new/dose-response"
    />
  ),
  methodForm: () => (
    <MethodFormPage
      frame={frameAt('/studies/7/methods/average')}
      form={blankForm}
      study={study}
      method={{
        name: 'average',
        title: 'Average of the library',
        description: "The mean profile of all models, on the curve's scale.",
        version: '1.2',
        citation: 'Doe J (2026) On means. J. Averages 1, 2.',
        presets: [{ title: 'Quick' }, { title: 'Thorough' }],
        tour: averageTour,
        help: '## When to use it\n\nFor **flat** curves; see [the paper](https://example.org/means).',
        fields: averageFields,
      }}
    />
  ),
  methodResult: () => (
    <MethodResultPage
      frame={frameAt('/analyses/31')}
      study={study}
      analysis={analysis}
      files={resultFiles}
      method={{
        name: 'average',
        version: '1.2',
        citation: 'Doe J (2026) On means. J. Averages 1, 2.',
        tour: averageTour,
      }}
      numbers={averageNumbers}
      again="/studies/7/methods/average?from=31"
      shown={averageShown}
    />
  ),
  methodReport: () => (
    <MethodReportPage
      frame={frameAt('/analyses/31/report')}
      study={study}
      analysis={analysis}
      method={{ name: 'average', title: 'Average', version: '1.2', citation: 'Doe J (2026) On means.' }}
      numbers={averageNumbers}
      shown={averageShown}
      inputs={[
        { name: 'curve.dat', sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4' },
      ]}
    />
  ),
  methodComparison: () => (
    <ComparisonPage
      frame={frameAt('/studies/7/comparison')}
      study={study}
      choices={[
        { id: 31, name: 'Defaults' },
        { id: 28, name: 'Smooth' },
      ]}
      chosen={[28, 31]}
    >
      <MethodsCompared sides={[sideOf(28, 'Smooth', 9), sideOf(31, 'Defaults', 5)]} />
    </ComparisonPage>
  ),
}
