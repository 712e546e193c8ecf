import { createRequests } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { InboxPage } from '../inbox/inbox-page.tsx'
import { Notice } from '../ui/notice.tsx'
import { InvitationPage } from './invitation-page.tsx'
import { SetupPage } from './setup-page.tsx'
import { SignInPage } from './sign-in-page.tsx'

/** For what needs no workspace: the browser's own cookie says who asks. */
const requests = createRequests({ url: location.origin, fetch: fetch.bind(globalThis) })

type Screen = 'asking' | 'unreachable' | 'setup' | 'sign_in' | 'invitation' | 'inbox'

export function App() {
  const [screen, setScreen] = useState<Screen>(location.pathname === '/invite' ? 'invitation' : 'asking')

  useEffect(() => {
    if (screen !== 'asking') return
    requests.setup.get().then(
      ({ needed }) => setScreen(needed ? 'setup' : 'inbox'),
      () => setScreen('unreachable'),
    )
  }, [screen])

  function goToInbox() {
    history.replaceState(null, '', '/')
    setScreen('inbox')
  }

  switch (screen) {
    case 'asking':
      return <Notice title="Switchboard" text="Asking the server…" />
    case 'unreachable':
      return (
        <Notice
          title="The server does not answer"
          text="Check that it is running and that you are connected."
          action={{ label: 'Try again', run: () => setScreen('asking') }}
        />
      )
    case 'setup':
      return <SetupPage requests={requests} onDone={goToInbox} />
    case 'sign_in':
      return <SignInPage requests={requests} onDone={goToInbox} />
    case 'invitation':
      return <InvitationPage requests={requests} onDone={goToInbox} />
    case 'inbox':
      return <InboxPage onSignedOut={() => setScreen('sign_in')} />
  }
}
