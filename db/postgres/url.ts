export const isPostgres = (url: string) => /^postgres(ql)?:\/\//.test(url)

/** How a database is called in messages: its file, or its place on a server without what one needs to get in. */
export function nameOf(url: string): string {
  if (!isPostgres(url)) return url
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}
