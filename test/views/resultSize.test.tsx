import { expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOutcome } from '#src/analyses/outcome.ts'
import { listOutputs } from '#src/analyses/outputFiles.ts'
import { drawResult, ResultPage } from '#views/analyses/result.tsx'
import { analyseFiveModels } from '../support/fiveModels.ts'
import { analysis, frameAt, manyModels, resultFiles } from '../support/storyData.ts'

test('the page of a result of five models is under 100 KB, and has one drawing of each chart', async () => {
  const incoming = await mkdtemp(join(tmpdir(), 'bioce-size-'))
  try {
    const folder = await analyseFiveModels(incoming)
    const [outcome, files] = [await readOutcome(folder), await listOutputs(folder)]
    const html = String(
      <ResultPage
        frame={frameAt('/analyses/31')}
        study={{ id: 7, name: 'Example' }}
        analysis={analysis}
        files={files}
        parts={drawResult({ id: 31, outcome, files, choice: {} })}
      />,
    )
    const figures = [...html.matchAll(/<figure[\s\S]*?<\/figure>/g)].map(([figure]) => figure)
    expect(figures.length).toBe(13)
    for (const figure of figures) expect(figure.match(/<svg class="drawing/g)).toHaveLength(1)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
  } finally {
    await rm(incoming, { recursive: true })
  }
}, 60_000)

test.each([500, 10_000])(
  'the page of a result of %i models is under 300 KB and 3,000 elements, and lists the heaviest twelve',
  count => {
    const html = String(
      <ResultPage
        frame={frameAt('/analyses/31')}
        study={{ id: 7, name: 'Example' }}
        analysis={analysis}
        files={resultFiles}
        parts={drawResult({ id: 31, outcome: manyModels(count), files: resultFiles, choice: {} })}
      />,
    )
    expect(Buffer.byteLength(html)).toBeLessThan(300_000)
    expect(html.match(/<[a-z]/g)!.length).toBeLessThan(3000)
    expect(html.match(/<tr data-model/g)).toHaveLength(12)
    expect(html.includes('possible is told of the 1,000 heaviest models')).toBe(count > 1000)
    expect(html).toContain(`Show all ${count.toLocaleString('en')} models`)
  },
)
