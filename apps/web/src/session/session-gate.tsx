import type { Client, ConnectionStatus } from '@switchboard/sdk'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { ClientContext } from '../live/client-context.tsx'
import { ConnectionIndicator } from '../live/connection-indicator.tsx'
import { openClient } from '../live/open-client.ts'
import { WhileSignedIn } from '../live/while-signed-in.tsx'
import { forgetInbox } from '../offline/kept-inbox.ts'
import { Button } from '../ui/button.tsx'
import { FrontPage } from './front-page.tsx'
import { requests } from './requests.ts'
import { useSignOut } from './sign-out.ts'
import { StartingUp } from './starting-up.tsx'

/**
 * What is inside is drawn for a signed-in member alone, with a live client that has its first state: the one that this
 * browser has kept, or the server's. Whoever is not, is led to where they can become one, and back to where they wanted
 * to go.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const client = useOpenedClient()
  return client ? <Gate client={client}>{children}</Gate> : <StartingUp />
}

function useOpenedClient(): Client | null {
  const [client, setClient] = useState<Client | null>(null)
  useEffect(() => {
    let close: (() => void) | null = () => {}
    void openClient().then((opened) => {
      if (!close) return
      close = () => opened.close()
      opened.connect()
      setClient(opened)
    })
    return () => {
      close?.()
      close = null
    }
  }, [])
  return client
}

function Gate({ client, children }: { client: Client; children: ReactNode }) {
  useLanguage()
  const hasState = useSyncExternalStore(client.store.subscribe, () => client.store.state !== null)
  const status = useSyncExternalStore(client.connection.subscribe, () => client.connection.status)
  const reason = status.is === 'stopped' ? status.reason : null
  useSignInWhen(reason === 'sign_in')
  useEffect(() => {
    if (reason && reason !== 'replaced') void forgetInbox() // it is not theirs to see any more
  }, [reason])

  if (reason === 'forbidden' || reason === 'disabled') return <NoAccess />
  if (reason === 'sign_in') return <StartingUp />
  if (!hasState) return isTrouble(status) ? <Unreachable client={client} status={status} /> : <StartingUp />
  return (
    <ClientContext value={client}>
      <WhileSignedIn />
      {children}
    </ClientContext>
  )
}

/** A server that nobody owns yet is set up first. */
function useSignInWhen(isDue: boolean): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (!isDue) return
    const next = location.pathname + location.search
    const toSignIn = () => navigate({ to: '/sign-in', search: next === '/' ? {} : { next }, replace: true })
    void requests.setup.get().then(
      ({ needed }) => (needed ? navigate({ to: '/setup', replace: true }) : toSignIn()),
      toSignIn, // it will say itself what is wrong with the server
    )
  }, [isDue, navigate])
}

const isTrouble = ({ is }: ConnectionStatus) => is === 'reconnecting' || is === 'offline' || is === 'stopped'

function Unreachable({ client, status }: { client: Client; status: ConnectionStatus }) {
  return (
    <FrontPage title={t('auth.unreachable')} lead={t('auth.unreachable_lead')}>
      <ConnectionIndicator status={status} onRetry={() => client.connection.retryNow()} />
    </FrontPage>
  )
}

/** Signed in, and no member of any workspace: never invited, disabled or removed. */
function NoAccess() {
  const signOut = useSignOut()
  return (
    <FrontPage title={t('auth.no_access')} lead={t('auth.no_access_lead')}>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" size="lg" onClick={() => location.reload()}>
          {t('common.try_again')}
        </Button>
        <Button size="lg" onClick={() => void signOut()}>
          {t('auth.sign_out')}
        </Button>
      </div>
    </FrontPage>
  )
}
