import type { Children } from '@kitajs/html'

interface PopoverProps {
  id: string
  /** What opens it ... */
  text: string
  /** ... and the rest of the sentence for who cannot see what it stands beside. */
  of?: string
  children?: Children
}

/** More about something, behind a word that looks like a link; native, so it works without a script. */
export function Popover({ id, text, of, children }: PopoverProps) {
  return (
    <>
      <button type="button" class="link" popovertarget={id}>
        <span safe>{text}</span>
        {of ? <span class="visually-hidden" safe>{` ${of}`}</span> : ''}
      </button>
      <div id={id} popover="auto" class="popover">
        {children}
      </div>
    </>
  )
}
