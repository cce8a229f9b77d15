// The bar of sections marks the topmost one in sight.

const bar = document.querySelector('.section-bar')
const links = new Map([...bar.children].map(link => [document.querySelector(link.hash), link]))
const inSight = new Set()

const watcher = new IntersectionObserver(
  entries => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inSight.add(target)
      else inSight.delete(target)
    }
    const [first] = [...links.keys()].filter(section => inSight.has(section))
    if (!first) return
    for (const [section, link] of links) {
      if (section === first) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    }
  },
  { rootMargin: '-64px 0px -50% 0px' },
)
for (const section of links.keys()) watcher.observe(section)
