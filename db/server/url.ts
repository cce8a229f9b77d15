/** The database servers that can be used, by what their addresses begin with. */
const servers = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mariadb: 'mariadb',
  mysql: 'mariadb',
} as const

export type ServerKind = (typeof servers)[keyof typeof servers]

/** Which server an address is of; undefined where it is that of a file. */
export function serverOf(url: string): ServerKind | undefined {
  const [, scheme = ''] = url.match(/^(\w+):\/\//) ?? []
  return Object.hasOwn(servers, scheme) ? servers[scheme as keyof typeof servers] : undefined
}

export const isOnServer = (url: string): boolean => serverOf(url) !== undefined

/** How a database is called in messages: its file, or its place on a server without what one needs to get in. */
export function nameOf(url: string): string {
  const kind = serverOf(url)
  if (!kind) return url
  const { host, pathname } = new URL(url)
  return `${kind}://${host}${pathname}`
}
