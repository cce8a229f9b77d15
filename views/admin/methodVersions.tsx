import type { MethodRow, MethodVersion } from '#src/admin/methods.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { formatCount } from '../ui/numbers.ts'

/** The versions of a method that are here, and the way to remove them. */
export function VersionsCard({ frame, method }: { frame: Frame; method: MethodRow }) {
  const { name, title, isInstalled, versions, manifest } = method
  return (
    <Card id="versions" title="Versions">
      <ul class="rows">
        {versions.map(version => (
          <VersionRow frame={frame} name={name} version={version} />
        ))}
      </ul>
      <p class="help">
        {isInstalled
          ? 'An analysis runs with the version that it was submitted with; its result names it and is shown by its manifest, also when the version is removed.'
          : manifest?.isShipped
            ? 'It is part of BioCE, and comes with each version of it. Each analysis keeps the manifest that it was submitted with.'
            : 'It lies in the folder BIOCE_METHODS: replace it there. Each analysis keeps the manifest that it was submitted with.'}
      </p>
      {isInstalled ? (
        <ConfirmForm
          id="remove-method"
          action={paths.adminMethodRemoval(name)}
          frame={frame}
          verb="Remove the method"
          question={`Remove “${title}” with all its versions? Results that it made stay. This cannot be undone.`}
        />
      ) : (
        ''
      )}
    </Card>
  )
}

function VersionRow({ frame, name, version }: { frame: Frame; name: string; version: MethodVersion }) {
  const { number, version: text, fault, isCurrent, total, active } = version
  const shown = text || 'without a version'
  const use = formatCount(total, 'analysis', 'analyses')
  return (
    <li>
      <div>
        <strong safe>{shown}</strong>
        {isCurrent ? <Badge tone="good" icon="check" text="in use" /> : ''}
        <p class="help" safe>
          {fault ?? `${use}${active > 0 ? `, ${active} waiting or running` : ''}`}
        </p>
      </div>
      {isCurrent || number === null ? (
        ''
      ) : (
        <div class="actions">
          {fault ? (
            ''
          ) : (
            <Form action={paths.adminMethodVersion(name)} frame={frame}>
              <input type="hidden" name="number" value={String(number)} />
              <button type="submit" class="quiet" aria-label={`Use ${shown}`}>
                Use
              </button>
            </Form>
          )}
          <ConfirmForm
            id={`remove-${number}`}
            action={paths.adminMethodRemoval(name)}
            frame={frame}
            verb="Remove"
            question={`Remove version ${shown}? Results that it made stay. This cannot be undone.`}
          >
            <input type="hidden" name="number" value={String(number)} />
          </ConfirmForm>
        </div>
      )}
    </li>
  )
}
