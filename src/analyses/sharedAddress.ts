import { paths } from '#views/paths.ts'

/** What stands in the address of something shared in the place of a number ... */
export const sharedPrefix = 'share_'
/** ... and what it consists of: the secret, and for a result of a shared study the number of its analysis. */
export const sharedAddress = `^${sharedPrefix}[\\w-]{43}(\\.\\d{1,12})?$`

/** Whether a path leads to something that was shared by a link. */
export const isSharedPath = (path: string) =>
  [paths.study, paths.analysis].some(({ start }) => path.startsWith(`${start}/${sharedPrefix}`))
