import { sql } from 'kysely'
import { answers, type Tx } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { forgetEdits } from './edits.ts'
import { noteErasures } from './erase-from-log.ts'
import { forgetWords } from './forget-words.ts'
import type { LockedAccount, ReceiveDeps, ReceivedItem } from './read-batch.ts'
import { receiveAccountFact } from './receive-account-fact.ts'
import { receiveEdit, receiveReaction, receiveUnsend } from './receive-changes.ts'
import { receiveContactChange, receiveProfile } from './receive-contact-facts.ts'
import { receiveMessage } from './receive-message.ts'
import { receiveReceipt } from './receive-receipt.ts'
import { WorkingSet } from './working-set.ts'

/** What became of one journal item. `account` is whose it was, where we know the account. */
export interface Received {
  inbound_event_id: string
  state: 'processed' | 'ignored' | 'unrecognised'
  reason: string | null
  workspace_id: string | null
  account_id: string | null
}

/**
 * Takes what the platforms said into the inbox: rows and events in the caller's transaction, whatever the order and
 * however often. `settle` is given the outcomes before the log is touched, so that the journal commits with them.
 * Resolves when everything has been sent, and `written` when it has been answered: a commit may be sent in between.
 */
export async function receiveFacts(
  deps: ReceiveDeps,
  tx: Tx,
  items: readonly ReceivedItem[],
  settle: (outcomes: readonly Received[]) => Promise<void>,
): Promise<{ outcomes: readonly Received[]; written: Promise<unknown> }> {
  const set = await WorkingSet.load(deps, tx, items)
  const outcomes = items.map((item) => receive(set, item))
  const writing = set.write(tx)
  if (set.unsent.length > 0) await writing.then(() => forgetUnsent(tx, set)) // finds more to announce
  return { outcomes, written: answers([writing, settle(outcomes), appendEvents(tx, set.events)]) } // in this order
}

function receive(set: WorkingSet, item: ReceivedItem): Received {
  const { fact, inbound_event_id } = item
  const account = set.account(item.platform, item.account_external_id)
  const owner = { inbound_event_id, workspace_id: account?.workspace_id ?? null, account_id: account?.id ?? null }
  if (fact.kind === 'ignored' || fact.kind === 'unrecognised')
    return { ...owner, state: fact.kind, reason: fact.reason }
  if (fact.kind === 'account') {
    const meant = set.accountsMeant(item.platform, item.account_external_id)
    if (meant.length === 0) return { ...owner, state: 'ignored', reason: 'unknown_account' }
    for (const each of meant) receiveAccountFact(set, each, fact)
    return {
      inbound_event_id,
      workspace_id: meant[0]!.workspace_id,
      account_id: meant[0]!.id,
      state: 'processed',
      reason: null,
    }
  }
  if (!account) return { ...owner, state: 'ignored', reason: 'unknown_account' }

  account.last_event_at = set.deps.now()
  set.noteActivity(account)
  return { ...owner, ...dispatch(set, account, item) }
}

function dispatch(set: WorkingSet, account: LockedAccount, item: ReceivedItem): Pick<Received, 'state' | 'reason'> {
  const { fact } = item
  switch (fact.kind) {
    case 'message':
      return done(receiveMessage(set, account, fact, item.thread))
    case 'edit':
      return done(receiveEdit(set, account, fact, item.inbound_event_id))
    case 'unsend':
      return done(receiveUnsend(set, account, fact, item.inbound_event_id))
    case 'reaction':
      return done(receiveReaction(set, account, fact, item.inbound_event_id))
    case 'receipt':
      return done(receiveReceipt(set, account, fact, item.inbound_event_id))
    case 'contact_change':
      return receiveContactChange(set, account, fact)
    case 'profile':
      return done(receiveProfile(set, account, fact))
    default:
      throw new Error(`a ${fact.kind} fact does not belong to a conversation`)
  }
}

const done = (reason: string | null) => ({ state: 'processed' as const, reason })

/**
 * Unsent means unsent everywhere: the quotations of the message and the journal's own copies of it are emptied too, and
 * the log is told to follow.
 */
async function forgetUnsent(tx: Tx, set: WorkingSet): Promise<void> {
  const unsent = set.unsent
  const { rows } = await sql<{ id: string }>`
    update messages m set reply_to = m.reply_to || '{"preview": null}'
    from unnest(${unsent.map((m) => m.conversation_id)}::uuid[], ${unsent.map((m) => m.id)}::text[]) as gone (conversation_id, id)
    where m.reply_to is not null and m.conversation_id = gone.conversation_id and m.reply_to ->> 'message_id' = gone.id
    returning m.id`.execute(tx)
  await set.announceQuotations(
    tx,
    rows.map((row) => row.id),
  )

  await noteErasures(tx, unsent)
  await forgetEdits(tx, unsent)
  await forgetWords(tx, unsent)
  const accounts = unsent.map((message) => set.accountById(message.account_id!))
  await sql`
    update inbound_events j set raw = '{"erased": true}'
    from unnest(${accounts.map((a) => a.platform)}::text[], ${accounts.map((a) => a.external_id)}::text[],
      ${unsent.map((m) => m.platform_message_id!)}::text[]) as gone (platform, account_external_id, message_id)
    where j.platform = gone.platform and j.account_external_id = gone.account_external_id
      and (j.item_key in ('m:' || gone.message_id, 'm:' || gone.message_id || ':media')
        or (j.item_key >= 'ed:' || gone.message_id || ':' and j.item_key < 'ed:' || gone.message_id || ';'))`.execute(
    tx,
  )
}
