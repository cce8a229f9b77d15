/** The code of why an analysis failed, as administrators read it: `no_fit` is no fit. */
export const reasonWords = (reason: string): string => reason.replaceAll('_', ' ')
