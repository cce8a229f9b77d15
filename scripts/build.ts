/**
 * `bun run build`: one executable, dist/bioce, with the pages' files, migrations, kernels and licences inside. With two
 * folders, what `npm start` runs: the sources as few files, made in the first folder to be run in the second.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { commitOf } from '#src/commit.ts'

const root = resolve(import.meta.dir, '..')
const entryPoints = ['src/main.ts', 'src/threadWorker.ts']
const define = (name: string, text: string) => `--define=process.env.${name}=${JSON.stringify(text)}`

function forExecutable(): string[] {
  mkdirSync(join(root, 'dist'), { recursive: true })
  return [
    define('BUILD_COMMIT', commitOf(root)),
    '--compile',
    '--minify',
    '--bytecode',
    '--asset=static',
    `--outfile=${join(root, 'dist/bioce')}`,
    // Without these an executable would obey a bunfig.toml or .env that happens to lie in the folder it is started in.
    '--no-compile-autoload-bunfig',
    '--no-compile-autoload-dotenv',
  ]
}

function forStart(folder: string, place: string): string[] {
  return [
    define('BUNDLE_OF', root),
    '--target=bun',
    '--splitting',
    '--sourcemap=linked',
    `--outdir=${folder}`,
    `--public-path=${place}/`,
  ]
}

const [folder, place] = process.argv.slice(2)
const options = folder && place ? forStart(folder, place) : forExecutable()
const child = Bun.spawn([process.execPath, 'build', '--format=esm', ...options, ...entryPoints], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
})
process.exit(await child.exited)
