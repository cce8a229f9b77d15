import type { Children } from '@kitajs/html'
import { Icon, type IconName } from './icon.tsx'

/** What stands where a list will be: what belongs here and the next step. */
export function EmptyState(props: { icon: IconName; title: string; children?: Children }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <p class="empty-title" safe>
        {props.title}
      </p>
      {props.children}
    </div>
  )
}
