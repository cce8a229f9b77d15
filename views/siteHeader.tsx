import { Html } from '@kitajs/html'
import { type Frame, siteNameOf } from './frame.ts'
import { paths } from './paths.ts'
import { Icon } from './ui/icon.tsx'
import { Logo } from './ui/logo.tsx'

/** Uploads and analyses are parts of studies; the example result is nobody's. */
const isOfStudies = (path: string) =>
  [paths.studies(), paths.drafts(), paths.analysis('')].some(start => path.startsWith(start)) &&
  !path.startsWith(paths.publicExample())

/** What stands on top of every page: the way to its parts, the tour, the theme and the account. */
export function SiteHeader({ frame, hasTour }: { frame: Frame; hasTour: boolean }) {
  const { path } = frame
  const links = [
    { text: 'Home', href: paths.home(), isHere: path === paths.home() },
    { text: 'Studies', href: paths.studies(), isHere: isOfStudies(path) },
    { text: 'Help', href: paths.help(), isHere: path.startsWith(paths.help()) },
    { text: 'About', href: paths.about(), isHere: path === paths.about() },
  ]
  return (
    <header class="site-header">
      <div class="site-header-inner">
        <Brand frame={frame} />
        <nav aria-label="Site" class="site-nav">
          {links.map(link => (
            <a href={link.href} aria-current={link.isHere ? 'page' : undefined} safe>
              {link.text}
            </a>
          ))}
        </nav>
        <div class="site-tools">
          <a class="tool" href={paths.help()} data-help>
            <Icon name="circle-question-mark" label={hasTour ? 'Take a tour of this page' : 'Help'} />
          </a>
          <button type="button" class="tool" data-theme-switch disabled>
            <Icon name="contrast" label="Switch between light and dark" />
          </button>
          <Account frame={frame} />
        </div>
      </div>
    </header>
  )
}

/** Without ways on, where there are none. */
export function BareHeader({ frame }: { frame: Frame }) {
  return (
    <header class="site-header">
      <div class="site-header-inner">
        <Brand frame={frame} />
      </div>
    </header>
  )
}

function Brand({ frame }: { frame: Frame }) {
  const name = siteNameOf(frame)
  return (
    <a class="brand" href={paths.home()} aria-label={`${name}, home`}>
      {frame.site?.logo ? <img src={frame.site.logo} alt="" height="32" /> : <Logo />}
      <span safe>{name}</span>
    </a>
  )
}

function Account({ frame }: { frame: Frame }) {
  const { viewer } = frame
  if (!viewer) {
    return (
      <a class="button" href={paths.signIn()}>
        Sign in
      </a>
    )
  }
  return (
    <>
      <button type="button" class="tool account-button" popovertarget="account-menu">
        <Icon name="circle-user" />
        <span class="account-name">{Html.escapeHtml(viewer.firstName)}</span>
        <span class="visually-hidden">Account menu</span>
      </button>
      <div id="account-menu" popover="auto" class="popover menu">
        <p class="menu-head">
          <strong safe>{`${viewer.firstName} ${viewer.lastName}`}</strong>
          <span safe>{viewer.guest ? 'without an account' : viewer.email}</span>
        </p>
        {viewer.guest ? (
          <>
            <a href={viewer.guest.link}>Link to come back</a>
            <a href={paths.signIn({ next: viewer.guest.link })}>Sign in</a>
          </>
        ) : (
          <>
            <a href={paths.account()}>Account</a>
            <a href={paths.sharedWithMe()}>Shared with me</a>
          </>
        )}
        {viewer.isSuperuser ? <a href={paths.admin()}>Administration</a> : ''}
        <form method="post" action={paths.signOut()}>
          <input type="hidden" name="csrf" value={frame.csrf} />
          <button type="submit">{viewer.guest ? 'Leave' : 'Sign out'}</button>
        </form>
      </div>
    </>
  )
}
