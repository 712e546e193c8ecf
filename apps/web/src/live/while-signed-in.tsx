import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { holdFocus } from '../notifications/focused-threads.ts'
import { keepInbox } from '../offline/kept-inbox.ts'
import { whileLeading } from '../offline/leader.ts'
import { useClient } from './client-context.tsx'
import { useConnectionStatus } from './use-inbox.ts'
import { useRefusals } from './use-refusals.ts'

/** What goes on as long as a member is signed in, and is not to be seen. Of several tabs one does it for all. */
export function WhileSignedIn() {
  const client = useClient()
  const { conversationId } = useInboxAddress()
  useRefusals()
  useNotifications()
  useEffect(() => whileLeading('keeping', () => keepInbox(client)), [client])
  useEffect(() => (conversationId ? holdFocus(conversationId) : undefined), [conversationId])
  return null
}

/** Loaded when the page has been live once: nobody waits for it. */
function useNotifications(): void {
  const client = useClient()
  const { history } = useRouter()
  const isLive = useConnectionStatus().is === 'live'
  const [wasLive, setWasLive] = useState(isLive)
  useEffect(() => {
    if (isLive) setWasLive(true)
  }, [isLive])

  useEffect(() => {
    if (!wasLive) return
    let stop: (() => void) | null = () => {}
    void import('../notifications/start-notifications.ts').then(
      ({ startNotifications }) => {
        if (stop) stop = startNotifications(client, (path) => history.push(path))
      },
      () => {}, // the network is gone again, or the server has a newer version, of which the page tells
    )
    return () => {
      stop?.()
      stop = null
    }
  }, [client, history, wasLive])
}
