import { type IconName, iconShapes } from './iconShapes.ts'

export type { IconName }

/** A page may have dozens of these: their shapes stand once on every page (`SharedIcons`), under these ids. */
const shared = new Map<IconName, string>([
  ['circle-question-mark', 'icon-help'],
  ['download', 'icon-download'],
])

/** An icon of the Lucide family. It is decoration beside text unless `label` gives it words of its own. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  const words = {
    role: label ? 'img' : undefined,
    'aria-label': label,
    'aria-hidden': label ? undefined : 'true',
  }
  const id = shared.get(name)
  if (id)
    return (
      // biome-ignore lint/a11y/noSvgWithoutTitle: it has a name, or is hidden
      <svg class="icon" {...words}>
        <use href={`#${id}`} />
      </svg>
    )
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has a name, or is hidden
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" {...words}>
      {iconShapes[name] as 'safe'}
    </svg>
  )
}

export const SharedIcons = () => (
  <div hidden>
    <svg aria-hidden="true">
      {[...shared].map(([name, id]) => (
        <symbol id={id} viewBox="0 0 24 24">
          {iconShapes[name] as 'safe'}
        </symbol>
      ))}
    </svg>
  </div>
)
