/** The pages from an upload to a study, with realistic props. */

import { answerFieldsOf } from '#src/studies/curveAnswers.ts'
import type { FindingWords } from '#src/studies/findings.ts'
import { blankForm } from '#views/frame.ts'
import { CheckingPage } from '#views/studies/checking.tsx'
import { StudiesPage } from '#views/studies/list.tsx'
import { type DraftView, PreflightPage } from '#views/studies/preflight.tsx'
import { StudyPage } from '#views/studies/show.tsx'
import { UploadPage } from '#views/studies/upload.tsx'
import * as data from './storyData.ts'

const { frameAt, limits } = data
const uploadLimits = { ...limits, requestBytesMax: 100_000_000 }

export const draft: DraftView = {
  id: 4,
  name: 'Linker ensemble',
  skipVariational: false,
  files: {
    curve: { name: 'lysozyme_nm.dat', bytes: 41_230 },
    library: { name: 'conformers.zip', bytes: 9_412_004 },
    profiles: null,
  },
  expiresAt: new Date(data.now.getTime() + 23 * 3_600_000),
  limits: { requestBytesMax: 100_000_000 },
}

const found = (
  level: FindingWords['level'],
  file: string,
  line: number | null,
  message: string,
  advice = '',
  files = 1,
) => ({ level, field: 'library', file, line, message, advice, files }) as FindingWords

const warnings: FindingWords[] = [
  found(
    'warning',
    'conformer-001.pdb',
    null,
    '12 heavy atoms of "open" are missing in 4 residues: LYS A 45, GLU A 46, ARG A 51 and others.',
    "Build the missing atoms, for example with Modeller or PDBFixer: they add to the sample's scattering too.",
  ),
  found(
    'note',
    'lysozyme_nm.dat',
    null,
    '20 models against about 13 independent numbers in the curve: single weights will be uncertain, groups of like models less so.',
  ),
  found(
    'note',
    'conformer-001.pdb',
    2911,
    'Waters are left out: the hydration shell stands for them.',
    '',
    20,
  ),
]

export const problems: FindingWords[] = [
  found(
    'problem',
    'lysozyme_nm.dat',
    14,
    '"0.1131 n/a 0.002" is not a row of numbers.',
    'Begin the line with # if it is a comment; otherwise correct its numbers.',
  ),
  found(
    'problem',
    'conformer-012.pdb',
    null,
    'conformer-012.pdb differs from conformer-001.pdb: LYS A 45 lacks CE (CH2).',
    'All models must be of the same atoms: build what is missing, or leave this model out.',
  ),
  ...warnings,
]

const question = {
  proposal: '1/nm',
  reason: 'q reaches 4.98, too far for 1/A, and the median Rg of the models is 26.1 Å.',
  ask: true,
  against: {
    unit: '1/A' as const,
    why: 'The Rg of the curve would be 2.63 Å, and the median Rg of the models is 26.1 Å.',
  },
  options: [
    { unit: '1/A', rg: 2.63, qMax: 4.98 },
    { unit: '1/nm', rg: 26.3, qMax: 0.498 },
  ],
  answer: null,
} as const

export const checkedOf = (count = 1) => {
  const { curves, library } = data.inspectionOf(count)
  return {
    library,
    curves: curves.map((curve, m) => ({
      curve: { ...curve, scatter: 0.47 },
      suggestions: { leaveOut: { points: 4, qMin: 0.0123 }, errorScale: 0.47 },
      question: { ...question, options: [...question.options] },
      fields: answerFieldsOf(m),
    })),
  }
}

export const framesOf = () => ({
  trajectories: [{ name: 'run.xtc', frames: 5000, from: 0, to: 99.98 }],
  choice: { first: 0, last: null, every: 5 },
  models: 1000,
  options: [
    { every: 50, models: 100 },
    { every: 10, models: 500 },
    { every: 5, models: 1000 },
    { every: 1, models: 5000 },
  ],
  secondsEach: 0.018,
})

export const studyStories: Record<string, () => JSX.Element> = {
  studies: () => (
    <StudiesPage
      frame={frameAt('/studies', {
        flash: { kind: 'done', text: '“Linker ensemble” is uploaded and checked.' },
      })}
      studies={data.studies}
      drafts={[
        {
          id: 4,
          name: 'Calmodulin, apo',
          state: 'done',
          bytes: 9_412_004,
          expiresAt: new Date(data.now.getTime() + 23 * 3_600_000),
        },
      ]}
      analyses={data.analyses}
      found={{ analyses: 55, page: 1, pages: 2 }}
      limits={limits}
    />
  ),
  studiesEmpty: () => (
    <StudiesPage
      frame={frameAt('/studies')}
      studies={[]}
      analyses={[]}
      limits={{ studies: { used: 0, limit: 20 }, analyses: { used: 0, limit: 100 } }}
    />
  ),
  upload: () => (
    <UploadPage frame={frameAt('/studies/new')} form={blankForm} limits={uploadLimits} isOnline />
  ),
  uploadWrong: () => (
    <UploadPage
      frame={frameAt('/studies/new')}
      form={{
        values: { name: 'Li', skipVariational: 'on' },
        errors: {
          name: 'Use 3 to 25 characters; this has 2.',
          curve:
            'lysozyme.docx must end in .dat, .txt, .csv, .tsv, .pdh, .xml, .abs, .q, .chi, .avg, .fit, .fir, .out or .sascif.',
        },
      }}
      limits={uploadLimits}
      isOnline
      obstacle="3 of your uploads are checked but not saved. Save or discard one of them first."
    />
  ),
  checking: () => (
    <CheckingPage
      frame={frameAt('/drafts/4')}
      draft={{
        ...draft,
        state: 'running',
        progress: { message: 'Reading the models of "open"', done: 312, total: 1000 },
        message: null,
      }}
    />
  ),
  checkFailed: () => (
    <CheckingPage
      frame={frameAt('/drafts/4')}
      draft={{
        ...draft,
        state: 'failed',
        progress: null,
        message: "It used more than the server's 4096 MB of memory.",
      }}
    />
  ),
  preflight: () => (
    <PreflightPage
      frame={frameAt('/drafts/4')}
      draft={draft}
      form={blankForm}
      findings={warnings}
      checked={checkedOf()}
      frames={null}
      readings={['keepSolvent']}
    />
  ),
  preflightCurves: () => (
    <PreflightPage
      frame={frameAt('/drafts/4')}
      draft={{ ...draft, files: { ...draft.files, more: [{ name: 'lysozyme-d2o.dat', bytes: 9_412 }] } }}
      form={{ values: {}, errors: { d2o2: 'Neutrons need the D₂O fraction of the solvent.' } }}
      findings={warnings}
      checked={checkedOf(2)}
      frames={null}
      readings={[]}
    />
  ),
  preflightFrames: () => (
    <PreflightPage
      frame={frameAt('/drafts/4')}
      draft={draft}
      form={blankForm}
      findings={[]}
      checked={checkedOf()}
      frames={framesOf()}
      readings={[]}
    />
  ),
  preflightDoubt: () => (
    <PreflightPage
      frame={frameAt('/drafts/4')}
      draft={draft}
      form={{
        values: { name: 'Calmodulin', unit: '1/A' },
        errors: {
          unit: `${question.against.why} Choose the other unit, or confirm this one below.`,
        },
      }}
      findings={warnings}
      checked={checkedOf()}
      frames={null}
      readings={[]}
    />
  ),
  preflightWrong: () => (
    <PreflightPage
      frame={frameAt('/drafts/4')}
      draft={draft}
      form={blankForm}
      findings={problems}
      checked={null}
      frames={framesOf()}
      readings={['acceptUnusual']}
    />
  ),
  study: () => (
    <StudyPage
      frame={frameAt('/studies/7')}
      study={data.studies[0]!}
      inspection={data.inspectionOf()}
      analyses={data.analyses}
    />
  ),
}
