import { paths } from '../paths.ts'

/** The parameters as JSON, to copy, keep and bring back; static/site.js does the copying. */
export function ParametersJson({ id }: { id: number | string }) {
  return (
    <span class="actions">
      <button type="button" class="small quiet" data-copy={paths.analysisParametersFile(id)} hidden>
        Copy as JSON
      </button>
      <a class="button small quiet" href={paths.analysisParametersFile(id)} download="">
        Parameters as JSON
      </a>
      <a class="button small quiet" href={paths.analysisProgram(id)}>
        As curl or Python
      </a>
    </span>
  )
}
