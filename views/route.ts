/** What stands in a path or a query. */
type Fact = string | number | undefined

/** One argument for each parameter of a pattern, in its order: a number or text for `:id`, text for any other. */
type ParametersOf<Pattern> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? [...ArgumentOf<Name>, ...ParametersOf<`/${Rest}`>]
  : Pattern extends `${string}:${infer Name}`
    ? ArgumentOf<Name>
    : Pattern extends `${string}*`
      ? [rest: string]
      : []
type ArgumentOf<Name> = Name extends 'id' ? [id: number | string] : [name: string]
type QueryOf<Name extends string> = [Name] extends [never] ? [] : [query?: Partial<Record<Name, Fact>>]

/** A route of the site: its pattern is mounted, and calling it builds a URL below the site's own path. */
export interface Route<Pattern extends string = string, Name extends string = never> {
  (...facts: [...ParametersOf<Pattern>, ...QueryOf<Name>]): string
  readonly pattern: Pattern
  /** The part of the pattern before its first parameter: the beginning of all its paths. */
  readonly start: string
}

let base = ''

/** Called once, at the start: the path below which the site lies, such as /bioce; '' for none. */
export function placeBelow(path: string): void {
  base = path
}

/**
 * @param pattern as Elysia takes it, without the path below which the site lies
 * @param _query names of the values that may follow in the query
 */
export function route<const Pattern extends string, const Name extends string = never>(
  pattern: Pattern,
  _query: readonly Name[] = [],
): Route<Pattern, Name> {
  const parts = pattern.split(/:\w+|\*/)
  const write = pattern.endsWith('*') ? encodeURI : encodeURIComponent
  // Not to be called while a module is loaded: the base is not known then.
  const build = (...facts: unknown[]) => {
    let path = base + parts[0]
    for (let i = 1; i < parts.length; i++) path += write(String(facts[i - 1])) + parts[i]
    const query = facts[parts.length - 1] as Record<string, Fact> | undefined
    return query ? path + queryOf(query) : path
  }
  return Object.assign(build, { pattern, start: pattern.replace(/(?<=.)\/[:*].*/, '') })
}

function queryOf(facts: Record<string, Fact>): string {
  const pairs = Object.entries(facts).filter(([, value]) => value !== undefined)
  const texts = pairs.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  )
  return texts.length === 0 ? '' : `?${texts.join('&')}`
}

/** Whether a path, without the site's own, is the beginning of one of the routes or lies below it. */
export const isWithin = (path: string, ...routes: Pick<Route, 'start'>[]) =>
  routes.some(({ start }) => path === start || path.startsWith(`${start}/`))

/** The path to go on to, if it is one of our own: one slash first, no backslash, no control character, neither plain nor encoded. */
export function ownPath(next: string | undefined, otherwise: string): string {
  if (!next?.startsWith(`${base}/`)) return otherwise
  const isOurs = /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && !/%(0|1|7f|5c)|^\/%2f/i.test(next)
  return isOurs ? next : otherwise
}
