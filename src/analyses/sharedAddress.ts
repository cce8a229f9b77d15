import { paths } from '#views/paths.ts'

/** What stands in the address of something shared in the place of a number, for whoever has the link, ... */
export const sharedPrefix = 'share_'
/** ... and for a person who opened the link before. */
export const openedPrefix = 'opened_'
/** The secret or the number of the opening, and for a result of a shared study the number of its analysis. */
export const sharedAddress = `^(${sharedPrefix}[\\w-]{43}|${openedPrefix}\\d{1,12})(\\.\\d{1,12})?$`

/** Whether a path leads to something that was shared by a link. */
export const isSharedPath = (path: string) =>
  [paths.study, paths.analysis].some(({ start }) =>
    [sharedPrefix, openedPrefix].some(prefix => path.startsWith(`${start}/${prefix}`)),
  )
