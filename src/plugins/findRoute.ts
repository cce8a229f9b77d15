import type { AnyElysia } from 'elysia'

type Route = AnyElysia['routes'][number]

/** The route that the site's own router has for a request, before it is answered. */
export function findRoute({ router }: AnyElysia, method: string, path: string): Route | undefined {
  const fixed = Object.hasOwn(router.static, path) ? router.static[path]! : {}
  if (Object.hasOwn(fixed, method)) return router.history[fixed[method]!]
  const handlerOf = (url: string) => router.http.find(method, url)?.store
  const handler = handlerOf(path)
  // The router tells no pattern; but the text of a pattern is a URL that leads to its own handler.
  const isIt = (each: Route) =>
    each.method === method && /[:*]/.test(each.path) && handlerOf(each.path) === handler
  return handler && router.history.find(isIt)
}

/** The methods that a path answers to; none where there is no such path. */
export function methodsOf(app: AnyElysia, path: string): string[] {
  const methods = ['GET', 'POST', 'PATCH', 'DELETE'].filter(method => findRoute(app, method, path))
  return methods.flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}

/** Whether the route reads its body by itself, piece by piece: it says `parse: 'none'`. */
export function isStreamed(app: AnyElysia, { method, url }: Request): boolean {
  const parsers = [findRoute(app, method, new URL(url).pathname)?.hooks.parse].flat()
  return parsers.some(each => each === 'none' || each?.fn === 'none')
}
