import { Icon } from './icon.tsx'

/** Copies what an address of ours answers, or the text of an element (`#id`); there only where a script runs: static/site.js. */
export function CopyButton({ of, text = 'Copy' }: { of: string; text?: string }) {
  return (
    <button type="button" class="small quiet" data-copy={of} hidden>
      <Icon name="copy" />
      <span safe>{text}</span>
    </button>
  )
}
