import { expect, test } from 'bun:test'
import { UploadPage } from '#views/studies/upload.tsx'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'
import { blankForm, frameAt } from '../support/storyData.ts'

const input = { name: 'models', label: 'Models', kinds: ['.pdb'], most: 9, megabytesMax: 200 }
const page = (requestBytesMax: number) =>
  String(
    <UploadInputsPage
      frame={frameAt('/studies/new/planning')}
      form={blankForm}
      method={{ name: 'planning', title: 'Plan', inputs: [input] }}
      limits={{ studies: { used: 2, limit: 20 }, requestBytesMax }}
    />,
  )

test('a file may not be larger than all files together', () => {
  expect(page(1e9)).toContain('.pdb; up to 9 files; 200 MB at most each.')
  expect(page(1e8)).toContain('.pdb; up to 9 files.')
})

test('nobody asks whether a file suits a study of scattering where it is for another method', () => {
  expect(page(1e9)).toContain('data-upload=""')
  const limits = { studies: { used: 2, limit: 20 }, requestBytesMax: 1e8 }
  const facts = { frame: frameAt('/studies/new'), form: blankForm, limits, methods: [], isOnline: false }
  expect(String(<UploadPage {...facts} />)).toContain('data-upload="/studies/check"')
})
