import { CurveCard } from './curveCard.tsx'
import type { StudyInspection } from './inspection.ts'
import { LibraryCard } from './libraryCard.tsx'
import { studyCharts } from './studyCharts.ts'

interface InspectionCardsProps {
  found: Pick<StudyInspection, 'curve' | 'library'>
  /** Of the study, once there is one. */
  id?: number | string
}

/** The curve and the library as they were read. */
export function InspectionCards({ found, id }: InspectionCardsProps) {
  const charts = studyCharts(found, id)
  return (
    <>
      <CurveCard curve={found.curve} charts={charts} />
      {found.library.models.length > 0 ? <LibraryCard library={found.library} chart={charts.sizes} /> : ''}
    </>
  )
}
