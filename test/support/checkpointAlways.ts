import { saveInterval } from '#src/method/checkpoint.ts'

/** Loaded before the program in tests that kill it: a checkpoint after every batch, so that little is calculated. */
Object.assign(saveInterval, { secondsMin: 0, secondsMax: 0 })
