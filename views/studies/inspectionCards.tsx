import { CurveCard } from './curveCard.tsx'
import type { StudyInspection } from './inspection.ts'
import { LibraryCard } from './libraryCard.tsx'
import { studyCharts } from './studyCharts.ts'

interface InspectionCardsProps {
  found: Pick<StudyInspection, 'curves' | 'library'>
  /** Of the study, once there is one. */
  id?: number | string
}

/** The curves and the library as they were read. */
export function InspectionCards({ found, id }: InspectionCardsProps) {
  const charts = studyCharts(found, id)
  return (
    <>
      {found.curves.map((curve, m) => (
        <CurveCard curve={curve} charts={charts.curves[m]!} place={found.curves.length > 1 ? m : undefined} />
      ))}
      {found.library.models.length > 0 ? <LibraryCard library={found.library} chart={charts.sizes} /> : ''}
    </>
  )
}
