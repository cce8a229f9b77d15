import type { AnyElysia } from 'elysia'

export type Routes = AnyElysia['routes']

/** The methods that a path answers to; none where there is no such path. Under /admin nothing says what exists. */
export function methodsOf(routes: Routes, path: string): string[] {
  if (path.startsWith('/admin')) return []
  const methods = routes.filter(route => patternOf(route.path).test(path)).map(route => route.method)
  return [...new Set(methods.flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}

/** Whether the route reads its body by itself, piece by piece. */
export function isStreamed(routes: Routes, path: string): boolean {
  return routes.some(({ hooks, path: pattern }) => readsItself(hooks) && patternOf(pattern).test(path))
}

const readsItself = ({ parse }: { parse?: unknown }) => [parse].flat().some(each => nameOf(each) === 'none')
const nameOf = (parse: unknown) =>
  typeof parse === 'string' ? parse : (parse as { fn?: unknown } | null)?.fn

/** `/studies/:id` matches one more part of a path, `/static/*` any number. */
function patternOf(path: string): RegExp {
  const plain = path.replace(/[.+?^$()[\]{}|\\]/g, '\\$&')
  return new RegExp(`^${plain.replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`)
}
