import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router'
import { InboxPage } from '../inbox/inbox-page.tsx'
import { type InboxSearch, inboxViews, readInboxSearch } from '../inbox/inbox-search.ts'
import { SignedIn } from '../shell/signed-in.tsx'
import { NotFoundPage, RouteProblem } from './problem-pages.tsx'
import { Root } from './root.tsx'

/** The addresses of the app. What only some people open, or once, is loaded when it is. */

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: RouteProblem })

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
/** An address of this app alone: never a way out to somewhere else. */
const ownAddress = (value: unknown) => (/^\/(?![/\\])/.test(String(value)) ? String(value) : undefined)
const without = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => without({ next: ownAddress(search.next) }),
  component: lazyRouteComponent(() => import('../session/sign-in-page.tsx'), 'SignInPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search) => without({ code: text(search.code) }),
  component: lazyRouteComponent(() => import('../session/setup/setup-page.tsx'), 'SetupPage'),
})

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  validateSearch: (search) => without({ token: text(search.token) }),
  component: lazyRouteComponent(() => import('../session/invitation-page.tsx'), 'InvitationPage'),
})

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn })

const toInbox = ({ location }: { location: ParsedLocation }) => {
  const search = readInboxSearch(location.search)
  redirect({ to: '/inbox/$view/{-$conversationId}', params: { view: 'all' }, search, replace: true, throw: true })
}
const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: toInbox })
const inboxHome = createRoute({ getParentRoute: () => root, path: '/inbox', beforeLoad: toInbox })

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/inbox/$view/{-$conversationId}',
  validateSearch: (search): InboxSearch => readInboxSearch(search),
  beforeLoad({ params: { view }, search }) {
    if (inboxViews.some((name) => name === view)) return
    // Once an address was /inbox/<conversation>, and people have kept some.
    const conversationId = /^[0-9a-f-]{36}$/i.test(view) ? view : undefined
    const params = { view: 'all', ...(conversationId && { conversationId }) }
    redirect({ to: '/inbox/$view/{-$conversationId}', params, search, replace: true, throw: true })
  },
  component: InboxPage,
})

const settingsHome = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsHome'),
})
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$section/{-$item}',
  // What the list of inbound events is filtered by; the other sections have no search.
  validateSearch: (search) =>
    without({ state: text(search.state), platform: text(search.platform), account: text(search.account) }),
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
})

const sandbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/sandbox',
  component: lazyRouteComponent(() => import('../sandbox/sandbox-page.tsx'), 'SandboxPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    inboxHome,
    signIn,
    setup,
    invite,
    signedIn.addChildren([inbox, settingsHome, settings, sandbox]),
  ]),
  // What no route has asked for, or has refused, is not there.
  search: { strict: true },
  // Plain words: a one-time code that looks like a number stays what it is.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch(search) {
    const given = Object.entries(search).filter(([, value]) => value !== undefined)
    const words = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
    return words && `?${words}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
