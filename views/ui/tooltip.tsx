import type { Children } from '@kitajs/html'
import { Icon } from './icon.tsx'

/**
 * A word of explanation behind a small question mark. It is a native popover: a click, a tap or the keyboard opens it
 * without a script, Escape closes it; static/site.js adds opening by hover and focus.
 */
export function Tooltip({ id, about, children }: { id: string; about: string; children?: Children }) {
  const target = `tip-${id}`
  return (
    <span class="tip">
      <button type="button" popovertarget={target} aria-describedby={target}>
        <Icon name="circle-question-mark" label={`What is ${about}?`} />
      </button>
      <span id={target} popover role="tooltip">
        {children}
      </span>
    </span>
  )
}
