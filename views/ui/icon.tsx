import { type IconName, iconShapes } from './iconShapes.ts'

export type { IconName }

/** An icon of the Lucide family. It is decoration beside text unless `label` gives it words of its own. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width="20"
      height="20"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      {iconShapes[name] as 'safe'}
    </svg>
  )
}
