/** `bun run build`: one executable, dist/bioce, with the pages' files, migrations, kernels and licences inside. */
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { commitOf } from '#src/commit.ts'

const root = resolve(import.meta.dir, '..')
const outfile = join(root, 'dist/bioce')
const entrypoints = ['src/main.ts', 'src/threadWorker.ts'].filter(path => existsSync(join(root, path)))

mkdirSync(join(root, 'dist'), { recursive: true })
const options = [
  `--define=process.env.BUILD_COMMIT=${JSON.stringify(commitOf(root))}`,
  '--compile',
  '--minify',
  '--bytecode',
  '--format=esm',
  '--asset=static',
  `--outfile=${outfile}`,
]
// Without these an executable would obey a bunfig.toml or .env that happens to lie in the folder it is started in.
const selfContained = ['--no-compile-autoload-bunfig', '--no-compile-autoload-dotenv']
const child = Bun.spawn([process.execPath, 'build', ...options, ...selfContained, ...entrypoints], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
})
process.exit(await child.exited)
