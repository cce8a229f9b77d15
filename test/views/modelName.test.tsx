import { expect, test } from 'bun:test'
import { judgementOf } from '#src/ensemble/diagnose/index.ts'
import { drawn } from '#views/analyses/resultCharts.ts'
import { WeightsTable } from '#views/analyses/weightsTable.tsx'
import { weightsChart } from '#views/charts/weights.tsx'
import { shortName } from '#views/ui/modelName.ts'
import { outcomeOf } from '../support/storyData.ts'

test('a model whose name is a bare number is called "model 3" in names, sentences, tables and drawings', () => {
  expect(shortName('3.pdb')).toBe('model 3')
  expect(shortName('conformer-3.pdb')).toBe('conformer-3')
  const outcome = outcomeOf()
  for (const [k, model] of outcome.result.models.entries()) model.name = String(k + 1)
  const { result, sizes } = outcome
  expect(judgementOf(result).remarks.join(' ')).toContain('the data need model 2 (41 %)')
  expect(String(<WeightsTable models={result.models} sizes={sizes} />)).toContain('<span>model 2</span>')
  const size = { width: 640, height: 400, ticks: 5 }
  expect(String(weightsChart(drawn(outcome)).draw(size))).toContain('>model 2</text>')
})
