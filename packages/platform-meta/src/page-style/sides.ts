import type { ContactRef } from '@switchboard/platform-kit'
import { asId, asObject, type JsonObject } from '../json.ts'
import type { Dialect } from './dialect.ts'

/** Who is who in an event. The contact is never our own account, whoever is named as the sender. */
export interface Sides {
  account: string | null
  contact: ContactRef | null
  contactId: string | null
  senderId: string | null
  /** Inbound is what our account receives. */
  direction: 'inbound' | 'outbound'
  /** The account talks to itself. */
  isSelf: boolean
}

/**
 * Our account is the side that the entry is about. Where the entry names neither side (Instagram has more than one id
 * for an account), an echo's sender or anything else's recipient is ours.
 */
export function findSides(dialect: Dialect, entryId: string | null, element: JsonObject): Sides {
  const senderId = asId(asObject(element.sender)?.id)
  const recipientId = asId(asObject(element.recipient)?.id)
  const isEcho = asObject(element.message)?.is_echo === true
  const isNamed = entryId !== null && (entryId === senderId || entryId === recipientId)
  const account = isNamed ? entryId : ((isEcho ? senderId : recipientId) ?? entryId)

  const isOutbound = recipientId !== account && (senderId === account || isEcho)
  const other = isOutbound ? recipientId : senderId
  const contactId = other === account ? null : other
  return {
    account,
    contact: contactId === null ? null : contactOf(dialect, contactId),
    contactId,
    senderId,
    direction: isOutbound ? 'outbound' : 'inbound',
    isSelf: senderId !== null && senderId === recipientId,
  }
}

function contactOf({ identity }: Dialect, value: string): ContactRef {
  return { identities: [{ kind: identity, value }], name: null, username: null, phone: null }
}
