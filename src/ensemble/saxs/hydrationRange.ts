/** Bounds within which c1 and the contrast of the hydration shell, e/A^3, are fitted. */
export const c1Range = [0.95, 1.05] as const
export const contrastRange = [0, 0.03] as const

/** The contrast of a shell where nothing is known of it, e/A^3: the middle of its range. */
export const usualContrast = 0.015
