import { isBundled } from './program.ts'

/**
 * Bun takes its JSX settings from the tsconfig.json of the current folder, and only from there: without this line
 * above each file the program would run from its own folder alone. `bun build` has put them into the executable.
 */
const pragma = '/** @jsxRuntime automatic @jsxImportSource @kitajs/html */ '

if (!isBundled)
  Bun.plugin({
    name: 'JSX by kitajs/html',
    setup({ onLoad }) {
      onLoad({ filter: /\.tsx$/ }, async ({ path }) => ({
        contents: pragma + (await Bun.file(path).text()),
        loader: 'tsx',
      }))
    },
  })
