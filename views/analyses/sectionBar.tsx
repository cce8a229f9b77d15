/** Stays in sight while the page moves, and leads to its sections; static/sections.js marks the one that is seen. */
export const SectionBar = ({ sections }: { sections: (readonly [id: string, title: string])[] }) => (
  <nav class="section-bar" aria-label="Sections of the result">
    {sections.map(([id, title]) => (
      <a href={`#${id}`} safe>
        {title}
      </a>
    ))}
  </nav>
)
