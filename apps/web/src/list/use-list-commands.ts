import type { ConversationChange } from '@switchboard/protocol'
import { type ComponentProps, type RefObject, useEffect, useRef, useState } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useMe } from '../session/use-me.ts'
import type { ListHandle } from './conversation-list.tsx'
import type { RowAction } from './conversation-row.tsx'
import type { PickDialog } from './pick-dialog.tsx'
import { type Changing, useChange } from './use-change.ts'
import type { ListContent } from './use-filtered-list.ts'
import type { ShownOrder } from './use-order.ts'
import type { Selection } from './use-selection.ts'

interface Deps {
  content: ListContent
  order: ShownOrder
  selection: Selection
  handle: RefObject<ListHandle | null>
  openId: string | null
  /** The focus is in the list. */
  hasFocus: boolean
}

export interface ListCommands {
  readonly changing: Changing
  /** A question that is open: to whom, which labels. */
  readonly pick: ComponentProps<typeof PickDialog> | null
  /** To one, from its row. */
  run(action: RowAction, id: string): void
  /** To all that are picked. */
  runOn(action: Exclude<RowAction, 'select'>, ids: readonly string[]): void
}

/** What can be done to conversations of the list: to those that are picked, or the one with the focus, or the open one. */
export function useListCommands(deps: Deps): ListCommands {
  const { content, order, selection, handle, openId, hasFocus } = deps
  const { open } = useInboxAddress()
  const me = useMe()
  const changing = useChange()
  const [question, setQuestion] = useState<{ kind: 'assignee' | 'labels'; ids: readonly string[] } | null>(null)

  const hasPicked = selection.ids.size > 0
  const hasTargets = hasPicked || hasFocus || openId !== null
  const targets = () => (hasPicked ? [...selection.ids] : [focusedRow() ?? openId].filter((id) => id !== null))

  function apply(ids: readonly string[], change: ConversationChange): void {
    order.release(ids)
    // Where the focus goes when its row does.
    const focused = focusedRow()
    const next = focused !== null && ids.includes(focused) ? neighbour(order.rows, ids, focused) : null
    const leaves = change.is_archived !== undefined
    selection.drop(ids)
    void changing.change(ids, change).then((outcome) => {
      if (outcome && outcome.refused.length > 0) selection.restore(outcome.refused.map((each) => each.conversation_id))
    })
    if (leaves && next !== null) handle.current?.focusRow(next)
  }

  function runOn(action: Exclude<RowAction, 'select'>, ids: readonly string[]): void {
    if (ids.length === 0) return
    if (action === 'assign') setQuestion({ kind: 'assignee', ids })
    else if (action === 'label') setQuestion({ kind: 'labels', ids })
    else apply(ids, changes[action](me.id))
  }

  function archive(): void {
    const ids = targets()
    const areArchived = ids.every((id) => content.find(id)?.is_archived)
    runOn(areArchived ? 'unarchive' : 'archive', ids)
  }

  function step(by: 1 | -1): void {
    const focused = focusedRow()
    const from = focused !== null && focused !== openId ? focused : openId
    const at = order.rows.findIndex(({ id }) => id === from)
    const next = order.rows[at < 0 ? 0 : at + by]?.id
    if (next === undefined) return
    if (focused !== null) handle.current?.focusRow(next)
    else handle.current?.showRow(next)
    // What is read goes on to the next one; a focus that has gone ahead only goes on ahead.
    if (focused === null || focused === openId) open(next)
  }

  function select(): void {
    const id = focusedRow() ?? openId
    if (id !== null) selection.toggle(id)
  }

  const hasRows = order.rows.length > 0
  useCommand('list.next', () => step(1), { when: hasRows })
  useCommand('list.previous', () => step(-1), { when: hasRows })
  useCommand('thread.archive', archive, { when: hasPicked || hasFocus })
  useCommand('list.select', select, { when: hasFocus || openId !== null })
  useCommand('list.unselect', () => selection.clear(), { when: selection.isOn })
  useCommand('list.read', () => runOn('read', targets()), { when: hasTargets })
  useCommand('list.unread', () => runOn('unread', targets()), { when: hasTargets })
  useCommand('list.assign_me', () => runOn('assign_me', targets()), { when: hasTargets })
  useCommand('list.assign', () => runOn('assign', targets()), { when: hasTargets })
  useCommand('list.label', () => runOn('label', targets()), { when: hasTargets })
  useFocusBack(openId, handle)

  return {
    changing,
    pick: question && {
      ...question,
      onClose: () => setQuestion(null),
      onChange: (change) => apply(question.ids, change),
    },
    run(action, id) {
      if (action === 'select') selection.toggle(id)
      else runOn(action, [id])
    },
    runOn,
  }
}

const changes: Record<Exclude<RowAction, 'select' | 'assign' | 'label'>, (myId: string) => ConversationChange> = {
  archive: () => ({ is_archived: true }),
  unarchive: () => ({ is_archived: false }),
  read: () => ({ read: true }),
  unread: () => ({ unread: true }),
  assign_me: (assignee_id) => ({ assignee_id }),
}

/** Asked of the page itself: a row that went away took its focus along without a word. */
function focusedRow(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-list] [data-id]')?.dataset.id ?? null
}

/** The next row that stays, or the one before. */
function neighbour(rows: ShownOrder['rows'], leaving: readonly string[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id)
  const stays = (row: { id: string }) => !leaving.includes(row.id)
  return (rows.slice(at + 1).find(stays) ?? rows.slice(0, Math.max(0, at)).findLast(stays))?.id ?? null
}

/** Back from a conversation, the focus is on its row, as if one had never left. */
function useFocusBack(openId: string | null, handle: RefObject<ListHandle | null>): void {
  const before = useRef(openId)
  useEffect(() => {
    const left = before.current
    before.current = openId
    if (openId !== null) lastOpen = openId
    else if (left !== null) handle.current?.focusRow(left)
  }, [openId, handle])

  // On a phone the list was away meanwhile.
  useEffect(() => {
    if (before.current === null && lastOpen !== null) handle.current?.focusRow(lastOpen)
    lastOpen = null
  }, [handle])
}

let lastOpen: string | null = null
