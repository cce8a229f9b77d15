import { existsSync, readFileSync, rmSync } from 'node:fs'

/** One test as `bun test` reports it. */
export interface TestCase {
  file: string
  /** With the names of what it stands in. */
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
}

/** Takes the report that a `bun test` run has left, if it came that far. */
export function takeReport(path: string): TestCase[] {
  if (!existsSync(path)) return []
  const report = readFileSync(path, 'utf8')
  rmSync(path)
  return casesOf(report)
}

/** The tests of a report in the JUnit format that Bun writes. */
export function casesOf(report: string): TestCase[] {
  const pattern = /<testcase ([^>]*?)(?:\/>|>\s*(<skipped|<failure|<error)?)/g
  return [...report.matchAll(pattern)].map(([, attributes, inside]) => {
    const attribute = (name: string) =>
      plain(attributes!.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '')
    const name = [attribute('classname'), attribute('name')].filter(Boolean).join(' > ')
    const outcome = inside === undefined ? 'passed' : inside === '<skipped' ? 'skipped' : 'failed'
    return { file: attribute('file'), name, outcome }
  })
}

/** Why a test was skipped, as its name says; see skips.ts. */
export const reasonOf = (skipped: TestCase) => skipped.name.match(/\(skipped: (.*?)\)/)?.[1]

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (entities[name] ?? whole),
  )
}
