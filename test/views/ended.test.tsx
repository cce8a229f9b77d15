import { expect, test } from 'bun:test'
import { FailedPage } from '#views/analyses/failed.tsx'
import { RunPage } from '#views/analyses/run.tsx'
import { analysis, frameAt, now, status } from '../support/storyData.ts'

const study = { id: 7, name: 'Linker ensemble' }
const ended = {
  ...{ id: 4711, name: 'First try', state: 'cancelled' as const, finishedAt: now },
  ...{ reason: 'The method "slope" stopped.', advice: 'You can run it again at any time.' },
  ...{ canPass: true, parameters: analysis.parameters },
}
const page = (again: string | null) =>
  String(<FailedPage frame={frameAt('/analyses/4711')} study={study} analysis={ended} again={again} />)

test('an analysis without a result names the number that administrators ask for', () => {
  expect(page('/again')).toContain('<dt>Number of the analysis</dt><dd>4711</dd>')
  expect(page('/again')).toContain('The method “slope” stopped.')
})

test('what cannot be run again is not advised to be', () => {
  expect(page('/again')).toContain('You can run it again')
  expect(page(null)).not.toContain('un it again')
  expect(page(null)).toContain('It cannot be run again: its method is not offered at present.')
})

test('those without an address are promised no mail', () => {
  const viewer = { firstName: 'Guest', lastName: '', email: 'g@guests.invalid', isSuperuser: false }
  const frames = [
    frameAt('/analyses/32'),
    frameAt('/analyses/32', { viewer: { ...viewer, guest: { until: now, link: '/g' } } }),
  ]
  const [member, guest] = frames.map(frame => String(<RunPage frame={frame} study={study} status={status} />))
  expect(member).toContain('you get a mail when it is done')
  expect(guest).toContain('the analysis continues. It stays')
})
