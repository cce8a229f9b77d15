// The tours, played by Shepherd. Loaded when someone asks for one, or on the first visit to the list of studies. A step
// whose target is not on the page, or goes away, is left out.
import { tours } from './tourSteps.js'
import Shepherd from './vendor/shepherd.js'

// A closed popover or fold has a place in the document and none on the screen.
const isShown = selector => document.querySelector(selector)?.getClientRects().length > 0

// Beside something as high as the window a step would have no room: it points at the heading then.
function placeOf(selector) {
  const target = document.querySelector(selector)
  if (!target || target.offsetHeight < innerHeight / 2) return target
  return (target.closest('.card') ?? target).querySelector('h2, legend') ?? target
}

function addStyle() {
  if (document.querySelector('link[href$="tours.css"]')) return Promise.resolve()
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = new URL('tours.css', import.meta.url).href
  document.head.append(link)
  return new Promise(resolve => link.addEventListener('load', resolve))
}

// As on a page, a number stays on one line with its unit, and the count of a step with that of all.
const set = text => text.replace(/(?<=\d) (?=%|of \d)|(?<=\d of) (?=\d)/g, '\u00a0')

// Shepherd takes texts as HTML, and some are written by the authors of methods.
const escaped = text => new Option(text).innerHTML

let playing

/** The tour of a name, or one of steps that the page brings along. */
export async function startTour(name, own) {
  const steps = (own ?? tours[name] ?? []).filter(([selector]) => isShown(selector))
  if (steps.length === 0 || playing?.isActive()) return
  await addStyle()
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const tour = new Shepherd.Tour({
    useModalOverlay: true,
    defaultStepOptions: {
      scrollTo: { behavior: still ? 'auto' : 'smooth', block: 'center' },
      cancelIcon: { enabled: true, label: 'End the tour' },
      modalOverlayOpeningPadding: 6,
      modalOverlayOpeningRadius: 6,
    },
  })
  for (const [index, [selector, title, text]] of steps.entries()) {
    const isLast = index === steps.length - 1
    tour.addStep({
      id: selector,
      showOn: () => isShown(selector),
      title: escaped(title),
      text: escaped(set(`${text} (${index + 1} of ${steps.length})`)),
      attachTo: { element: () => placeOf(selector), on: 'bottom' },
      buttons: [
        ...(index > 0 ? [{ text: 'Back', secondary: true, action: tour.back }] : []),
        { text: isLast ? 'Done' : 'Next', action: isLast ? tour.complete : tour.next },
      ],
    })
  }
  playing = tour
  tour.start()
}

// htmx may put another element in the place of the one that a step points at, or take it away.
document.addEventListener('htmx:after:swap', () => {
  const step = playing?.isActive() && playing.getCurrentStep()
  if (!step || step.getTarget()?.isConnected) return
  if (isShown(step.id)) step.show()
  else playing.next()
})
