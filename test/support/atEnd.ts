/** What is to be done when the last test file of a run has ended, before its process does. */
export const atEnd: (() => Promise<unknown>)[] = []
