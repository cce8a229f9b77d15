import { saveInterval } from '#src/method/checkpoint.ts'
import { lookInterval } from '#src/method/settling.ts'

/** Loaded before the program in tests that kill it: a checkpoint and a look at the chains after every batch, so that little is calculated. */
Object.assign(saveInterval, { secondsMin: 0, secondsMax: 0 })
Object.assign(lookInterval, { secondsMin: 0, timeShare: Number.POSITIVE_INFINITY })
