export interface Crumb {
  text: string
  href: string
}

/** The way from the list down to this page; the page itself is its heading, not a crumb. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" class="crumbs">
      <ol>
        {crumbs.map(crumb => (
          <li>
            <a href={crumb.href} safe>
              {crumb.text}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
