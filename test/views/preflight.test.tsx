import { expect, test } from 'bun:test'
import { PreflightPage } from '#views/studies/preflight.tsx'
import * as data from '../support/storyData.ts'
import { checkedOf, draft } from '../support/studyStories.tsx'

const page = (areTooFewPoints: boolean) =>
  String(
    <PreflightPage
      frame={data.frameAt('/drafts/1')}
      draft={draft}
      form={data.blankForm}
      findings={[]}
      checked={{ ...checkedOf(), areTooFewPoints }}
      frames={null}
      readings={[]}
    />,
  )

test('an analysis is offered of files that can tell something', () => {
  expect(page(false)).toContain('The files can be analysed')
  expect(page(false)).toContain('Save and analyse')
})

test('files with too few points can be saved, and no more', () => {
  expect(page(true)).toContain('so few points tell nothing about an ensemble')
  expect(page(true)).not.toContain('analyse</button>')
  expect(page(true)).not.toContain('The files can be analysed')
  expect(page(true)).toContain('Save study')
})
