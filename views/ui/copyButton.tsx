import { Icon } from './icon.tsx'

interface CopyProps {
  of: string
  text?: string
  /** It is what the page is for. */
  isMain?: boolean
}

/** Copies what an address of ours answers, or the text of an element (`#id`); there only where a script runs: static/site.js. */
export function CopyButton({ of, text = 'Copy', isMain }: CopyProps) {
  return (
    <button type="button" class={isMain ? undefined : 'small quiet'} data-copy={of} hidden>
      <Icon name="copy" />
      <span safe>{text}</span>
    </button>
  )
}
