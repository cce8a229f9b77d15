import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dir, '..')

/**
 * The part of each folder's lines that tests must run, in per cent: `quick` by `bun run check`, `all` by `npm test`.
 * A file belongs to the longest name. A floor stands one to two points below what is measured; it is not lowered for a
 * change that could have a test.
 */
const floors: Record<string, { quick?: number; all: number }> = {
  // 94.2 and more where no server of a database is installed: copies and moves between databases need one.
  db: { quick: 80, all: 93 },
  jobs: { all: 93 },
  src: { all: 80 },
  'src/accounts': { all: 96 },
  'src/admin': { quick: 81, all: 86 },
  'src/analyses': { quick: 81, all: 94 },
  'src/method': { quick: 95, all: 97 },
  'src/plugins': { all: 94 },
  'src/routes': { all: 93 },
  'src/studies': { quick: 87, all: 97 },
  views: { quick: 96, all: 98 },
  'views/accounts': { quick: 97, all: 98 },
  'views/admin': { quick: 96, all: 97 },
  'views/analyses': { quick: 93, all: 97 },
  'views/charts': { quick: 90, all: 97 },
  'views/emails': { quick: 97, all: 97 },
  'views/pages': { quick: 98, all: 98 },
  'views/studies': { quick: 95, all: 95 },
  'views/ui': { quick: 97, all: 98 },
}

/** Which folders and files have no floor, and why. */
const withoutFloor: Record<string, string> = {
  'src/ensemble': 'its tests judge CPU time, which counting lines would change',
  'src/commands': 'its tests start processes, whose lines are not counted',
  'db/server': 'its tests need a server of PostgreSQL or MariaDB, which not every machine has',
  'db/postgres': 'its tests need PostgreSQL',
  'db/mariadb': 'its tests need MariaDB',
  'src/accounts/directory.ts': 'its tests need an LDAP server',
}

/** The lines of a file, and those of them that ran. */
type Lines = Map<string, { all: Set<number>; run: Set<number> }>

/** The lines of source files in reports in the LCOV format, added up. */
export function linesOf(reports: string[]): Lines {
  const lines: Lines = new Map()
  for (const report of reports) {
    let file = { all: new Set<number>(), run: new Set<number>() }
    for (const [, path, line, count] of report.matchAll(/^(?:SF:(.*)|DA:(\d+),(\d+))/gm)) {
      if (path !== undefined) {
        file = lines.get(path) ?? { all: new Set(), run: new Set() }
        lines.set(path, file)
        continue
      }
      file.all.add(Number(line))
      if (Number(count) > 0) file.run.add(Number(line))
    }
  }
  return lines
}

export const sources = [...new Bun.Glob('{src,views,db,jobs}/**/*.{ts,tsx}').scanSync({ cwd: root })].filter(
  path => !path.endsWith('.d.ts') && !path.includes('/assembly/'),
)

export function folderOf(path: string): string | undefined {
  const names = [...Object.keys(floors), ...Object.keys(withoutFloor)]
  return names
    .filter(name => path === name || path.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0]
}

/** The part of each folder's lines that ran, in per cent. A file that no test loads counts with all its lines. */
export function measureFolders(lines: Lines): Map<string, number> {
  const shares = new Map<string, number>()
  for (const [folder, files] of Map.groupBy(sources, folderOf)) {
    if (folder === undefined || folder in withoutFloor) continue
    let [all, run] = [0, 0]
    for (const path of files) {
      all += lines.get(path)?.all.size ?? countLines(path)
      run += lines.get(path)?.run.size ?? 0
    }
    shares.set(folder, (100 * run) / all)
  }
  return shares
}

/** Without its types, of which nothing runs. */
function countLines(path: string): number {
  const loader = path.endsWith('x') ? 'tsx' : 'ts'
  const code = new Bun.Transpiler({ loader }).transformSync(readFileSync(join(root, path), 'utf8'))
  return code.split('\n').filter(line => /\w/.test(line)).length
}

/** A sentence for each folder below its floor. */
export function brokenFloors(shares: Map<string, number>, list: 'quick' | 'all'): string[] {
  return Object.entries(floors).flatMap(([folder, { [list]: floor = 0 }]) => {
    const share = shares.get(folder) ?? 0
    return share < floor
      ? [`tests run ${share.toFixed(1)} % of the lines of ${folder}, less than its floor of ${floor} %`]
      : []
  })
}
