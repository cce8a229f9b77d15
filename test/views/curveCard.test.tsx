import { expect, test } from 'bun:test'
import { CurveCard } from '#views/studies/curveCard.tsx'
import type { InspectedCurve } from '#views/studies/inspection.ts'
import { studyCharts } from '#views/studies/studyCharts.ts'

/** The card of a curve of `points` points that scatter by 1.4 of their errors. */
function cardOf(points: number) {
  const q = Float64Array.from({ length: points }, (_, i) => 0.0005 * (i + 1))
  const curve = { fileName: 'curve.dat', q, intensity: q.map(() => 1), sigma: q.map(() => 0.1), scatter: 1.4 }
  const inspected = curve as Partial<InspectedCurve> as InspectedCurve
  const charts = studyCharts({ curves: [inspected], library: { models: [] } as never }).curves[0]!
  return String(CurveCard({ curve: inspected, charts, place: undefined }))
}

test('the card of a curve finds its errors too small only where the check does, which allows for few points', () => {
  expect(cardOf(50)).toContain('1.4 times the errors: they look right')
  expect(cardOf(1000)).toContain('1.4 times the errors: they look too small')
})
