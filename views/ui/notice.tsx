import type { Children } from '@kitajs/html'
import type { Flash } from '../frame.ts'
import { Icon, type IconName } from './icon.tsx'
import { typographic } from './symbols.ts'

type Kind = Flash['kind'] | 'info'

const icons: Record<Kind, IconName> = {
  done: 'circle-check',
  warning: 'triangle-alert',
  problem: 'circle-alert',
  info: 'info',
}

/** A box that says one thing: what happened, why, and what to do next. */
export function Notice({ kind, title, children }: { kind: Kind; title?: string; children?: Children }) {
  return (
    <div class={['notice', `notice-${kind}`]}>
      <Icon name={icons[kind]} />
      <div>
        {title ? (
          <p class="notice-title" safe>
            {typographic(title)}
          </p>
        ) : (
          ''
        )}
        {children}
      </div>
    </div>
  )
}

/** What the last action left to say, announced to screen readers. */
export function Toast({ flash }: { flash: Flash }) {
  return (
    <div class={['toast', `notice-${flash.kind}`]} role={flash.kind === 'problem' ? 'alert' : 'status'}>
      <Icon name={icons[flash.kind]} />
      <p safe>{typographic(flash.text)}</p>
    </div>
  )
}
