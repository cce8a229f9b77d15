import type { Children } from '@kitajs/html'

interface CardProps {
  id?: string
  title: string
  /** Small text or controls at the right of the title. */
  aside?: JSX.Element
  children?: Children
}

/** One subject with its heading; the heading names the section for screen readers. */
export function Card({ id, title, aside, children }: CardProps) {
  const heading = `${id ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-heading`
  return (
    <section class="card" id={id} aria-labelledby={heading}>
      <header class="card-header">
        <h2 id={heading} safe>
          {title}
        </h2>
        {aside ? <div class="card-aside">{aside}</div> : ''}
      </header>
      {children}
    </section>
  )
}
