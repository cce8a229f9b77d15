import { palette } from '#static/modelColours.ts'
import { paths } from '../paths.ts'
import { ViewerChoice, ViewerTools } from './viewerTools.tsx'

interface StructureProps {
  /** Of the analysis. */
  id: number | string
  file: string
  /** Names its choices on the page. */
  place: number | string
}

const styles = { cartoon: 'Cartoon', stick: 'Sticks', sphere: 'Spheres' }

/** A structure that a method wrote: static/structures.js draws it in 3D when that is asked for. */
export function StructureView({ id, file, place }: StructureProps) {
  const href = paths.analysisFile(id, file)
  const format = /\.pdb$/i.test(file) ? 'pdb' : 'cif'
  return (
    <div
      class="viewer"
      data-structure={href}
      data-format={format}
      data-name={file}
      data-colours={JSON.stringify(palette)}
    >
      <div class="viewer-stage" data-viewer-stage hidden />
      <ViewerTools buttons={['reset', 'turn', 'whole', 'picture']} />
      <details class="more viewer-tools" data-viewer-tools hidden>
        <summary>Models and style</summary>
        <ViewerChoice name="style" label="Style" options={styles} place={place} />
        <div data-viewer-models hidden>
          <ViewerChoice name="model" label="Model" options={{ '': 'All models' }} place={place} />
        </div>
      </details>
      <p class="help" data-viewer-text role="status">
        The 3D view needs JavaScript and WebGL. The file is{' '}
        <a href={href} download="" safe>
          {file}
        </a>
        .
      </p>
    </div>
  )
}

/** Where nothing can be pressed: the name of the file. */
export const StructureLink = ({ id, file }: Omit<StructureProps, 'place'>) => (
  <p class="help">
    A structure, to be seen in 3D on the page of the result:{' '}
    <a href={paths.analysisFile(id, file)} download="" safe>
      {file}
    </a>
  </p>
)
