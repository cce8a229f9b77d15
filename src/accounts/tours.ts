import type { Database } from '#db/index.ts'
import type { User } from '#db/schema.ts'
import { markTourSeen } from '#db/users.ts'
import type { Viewer } from './sessions.ts'

/** The tour that starts by itself, on the first visit to one's studies. */
const firstTour = 'profile'

export const hasSeenTour = ({ toursSeen }: User): boolean => toursSeen?.includes(firstTour) ?? false

/** Notes that the viewer has seen it, on whatever device. */
export async function noteTour(db: Database, { user }: Viewer, now: number): Promise<void> {
  if (!hasSeenTour(user)) await db.write(tx => markTourSeen(tx, user, firstTour, now))
}
