import { afterEach, describe, expect, test } from 'bun:test'
import { findRoute } from '#src/plugins/findRoute.ts'
import { paths } from '#views/paths.ts'
import { isWithin, placeBelow, type Route, route } from '#views/route.ts'
import { openSite } from './world.ts'

const { app } = openSite()
afterEach(() => placeBelow(''))

const all = Object.entries(paths as unknown as Record<string, Route & ((...facts: unknown[]) => string)>)
const namesIn = (pattern: string) => pattern.match(/:\w+|\*/g) ?? []

describe('the router', () => {
  test.each(all)('finds the route of paths.%s at the URL that it builds', (_, path) => {
    const url = path(...namesIn(path.pattern).map((_, i) => `${i + 7}`))
    const methods = app.routes.filter(each => each.path === path.pattern).map(({ method }) => method)
    expect(methods.length).toBeGreaterThan(0)
    expect(methods.map(method => findRoute(app, method, url)?.path)).toEqual(methods.map(() => path.pattern))
  })

  test('has no route beside those of paths', () => {
    const patterns = new Set(app.routes.map(({ path }) => path))
    expect([...patterns].toSorted()).toEqual(all.map(([, { pattern }]) => pattern).toSorted())
  })

  test('finds nothing at paths that no route has', () => {
    for (const path of ['/nothing', '/studies/7/nothing', '/constructor', '/__proto__'])
      expect([path, findRoute(app, 'GET', path)]).toEqual([path, undefined])
    expect(findRoute(app, 'POST', paths.study(7))).toBeUndefined()
  })
})

describe('a route builds URLs', () => {
  test('of one argument for each parameter, encoded', () => {
    expect(paths.studyFile(7, 'a/b c?.pdb')).toBe('/studies/7/files/a%2Fb%20c%3F.pdb')
    expect(paths.adminRowAction('users', 'x#y', 'stop')).toBe('/admin/tables/users/x%23y/actions/stop')
    expect(paths.asset('images/a b.svg')).toBe('/static/images/a%20b.svg')
  })

  test('with a query of the values that are there', () => {
    expect(paths.analysis(7, { fit: 'kratky', a: 0, b: undefined })).toBe('/analyses/7?fit=kratky&a=0')
    expect(paths.signIn({ next: '/a?b=c&d' })).toBe('/sign-in?next=%2Fa%3Fb%3Dc%26d')
    expect(paths.signIn({ next: undefined })).toBe('/sign-in')
  })

  test('below the path of the site, which its pattern does not have', () => {
    placeBelow('/bioce')
    expect(paths.home()).toBe('/bioce/')
    expect(paths.study(7)).toBe('/bioce/studies/7')
    expect(paths.study.pattern).toBe('/studies/:id')
  })

  test('with no other arguments than its pattern has', () => {
    // @ts-expect-error an id is missing
    paths.study()
    // @ts-expect-error there is no such parameter
    paths.studies(7)
    // @ts-expect-error the page takes no such value
    paths.analysis(7, { colour: 'red' })
    // @ts-expect-error a name is no number
    route('/a/:id/:name')(1, 2)
    expect(route('/a/:id/:name')(1, 'b')).toBe('/a/1/b')
  })
})

test('a part of the site is what lies below the beginning of a pattern', () => {
  expect([paths.home.start, paths.analysis.start, paths.asset.start]).toEqual(['/', '/analyses', '/static'])
  expect(isWithin('/analyses', paths.analysis)).toBe(true)
  expect(isWithin('/analyses/7/files/a', paths.studies, paths.analysis)).toBe(true)
  expect(isWithin('/analysesmore', paths.analysis)).toBe(false)
  expect(isWithin('/about', paths.home)).toBe(false)
})
