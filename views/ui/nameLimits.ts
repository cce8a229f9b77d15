import type { charactersMax, charactersMin } from '#src/studies/names.ts'

/** The limits of src/studies/names.ts: their types keep these the same. */
export const nameMin: typeof charactersMin = 3
export const nameMax: typeof charactersMax = 25

/** "3 to 25 characters, unique among your studies." */
export const helpOfName = (unique: string) => `${nameMin} to ${nameMax} characters, unique ${unique}.`
