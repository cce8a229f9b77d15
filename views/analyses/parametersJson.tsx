import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'

/** The parameters as JSON, to copy, keep and bring back; static/site.js does the copying. */
export function ParametersJson({ id }: { id: number | string }) {
  return (
    <span class="actions">
      <button type="button" class="small quiet" data-copy={paths.analysisParametersFile(id)} hidden>
        <Icon name="copy" />
        Copy as JSON
      </button>
      <a class="button small quiet" href={paths.analysisParametersFile(id)} download="">
        <Icon name="download" />
        Parameters as JSON
      </a>
    </span>
  )
}
