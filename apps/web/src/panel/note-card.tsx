import type { NoteView } from '@switchboard/protocol'
import { newId, type Operation } from '@switchboard/sdk'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { type RefObject, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { dateAndTime, relativeTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { addNote, changeNote, removeNote } from '../live/conversation-actions.ts'
import { useInbox } from '../live/use-inbox.ts'
import { explainRefused } from '../session/explain.ts'
import { useMay, useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { NoteText } from './note-form.tsx'
import { returnFocus } from './return-focus.ts'

export function NoteCard({ note, now }: { note: NoteView; now: number }) {
  const { id, contact_id } = note
  const client = useClient()
  const me = useMe()
  const mayRemoveAny = useMay('members.manage')
  const mayWrite = useMay('inbox.reply')
  const author = useInbox((state) => state.members.get(note.author_id))
  const unsaved = useUnsaved(id)
  const [draft, setDraft] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const isMine = note.author_id === me.id
  const name = author?.name ?? author?.email ?? t('panel.former_member')
  // The clock of the server may be ahead, and the minute was up a moment ago.
  const when = relativeTime(note.created_at, Math.max(now, Date.parse(note.created_at)))

  const { card, keepFocus } = useCardFocus()

  function leave() {
    keepFocus()
    setDraft(null)
  }

  function save() {
    const text = draft?.trim() ?? ''
    if (text === '') return
    leave()
    if (text !== note.text) changeNote(client, { contact_id, id, text })
  }

  /** Its words are forgotten; brought back, it is a new note of the same words. */
  function remove() {
    returnFocus('section', 'textarea')
    setAsking(false)
    removeNote(client, { contact_id, id })
    const run = () => addNote(client, { contact_id, id: newId(), text: note.text })
    toast(t('panel.note_deleted'), isMine ? { action: { label: t('common.undo'), run } } : {})
  }

  return (
    <NoteFrame
      ref={card}
      by={name}
      head={
        <>
          <Avatar id={note.author_id} name={name} src={author?.avatar_url} size={20} />
          <span className="min-w-0 flex-1 truncate text-sm">
            <bdi className="font-medium">{name}</bdi>
            <span className="text-muted">
              {' · '}
              <time dateTime={note.created_at} title={dateAndTime(note.created_at)}>
                {when}
              </time>
              {note.updated_at > note.created_at && ` · ${t('panel.note_edited')}`}
            </span>
          </span>
          {unsaved && unsaved.state !== 'needs_attention' && (
            <span role="status" className="flex items-center gap-1.5 text-sm text-muted">
              <Spinner size={12} />
              {t('panel.note_saving')}
            </span>
          )}
          {mayWrite && (isMine || mayRemoveAny) && draft === null && !unsaved && (
            <Menu
              label={t('panel.note_menu', { name, when })}
              align="end"
              trigger={(props) => (
                <IconButton
                  {...props}
                  icon={Ellipsis}
                  label={t('panel.note_menu', { name, when })}
                  className="-me-1.5 size-7"
                />
              )}
            >
              {isMine && (
                <MenuItem icon={Pencil} onSelect={() => setDraft(note.text)}>
                  {t('panel.note_edit')}
                </MenuItem>
              )}
              <MenuItem icon={Trash2} isDanger onSelect={() => (isMine ? remove() : setAsking(true))}>
                {t('panel.delete')}
              </MenuItem>
            </Menu>
          )}
        </>
      }
    >
      {draft === null ? (
        <>
          <NoteWords text={note.text} isPending={unsaved !== undefined} />
          {unsaved?.state === 'needs_attention' && <Refused operation={unsaved} />}
        </>
      ) : (
        <div className="-mx-3 -mb-2.5">
          <NoteText
            label={t('panel.note_edit')}
            value={draft}
            autoFocus
            onChange={setDraft}
            onSave={save}
            onCancel={leave}
          />
          <div className="flex justify-end gap-2 p-1.5 pt-0">
            <Button size="sm" look="ghost" onClick={leave}>
              {t('panel.cancel')}
            </Button>
            <Button size="sm" look="primary" disabled={draft.trim() === ''} onClick={save}>
              {t('panel.save')}
            </Button>
          </div>
        </div>
      )}
      {isAsking && (
        <Dialog
          title={t('panel.note_delete_ask')}
          description={t('panel.note_delete_ask_text', { name })}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t('panel.cancel')}</Button>
              <Button look="danger" onClick={remove}>
                {t('panel.delete')}
              </Button>
            </>
          }
        >
          <div className="px-5 pb-4">
            <NoteWords text={note.text} />
          </div>
        </Dialog>
      )}
    </NoteFrame>
  )
}

/**
 * For what goes away with what is done: the focus stays at the note, and goes to its menu when that is drawn again, after
 * the note has been saved; unless somebody has gone elsewhere meanwhile.
 */
function useCardFocus() {
  const card = useRef<HTMLElement>(null)
  const isKept = useRef(false)
  useLayoutEffect(() => {
    if (!isKept.current) return
    const menu = card.current?.querySelector<HTMLElement>('[aria-haspopup]')
    if (menu && document.activeElement === card.current) menu.focus()
    if (menu || document.activeElement !== card.current) isKept.current = false
  })
  const keepFocus = () => {
    isKept.current = true
    card.current?.focus()
  }
  return { card, keepFocus }
}

/** What this member has written and the server has not taken yet. */
function useUnsaved(noteId: string): Operation | undefined {
  const { operations } = useClient()
  return useSyncExternalStore(operations.subscribe, () =>
    operations.operations.findLast(
      ({ payload, state }) => 'id' in payload && payload.id === noteId && state !== 'done',
    ),
  )
}

function Refused({ operation }: { operation: Operation }) {
  const { operations } = useClient()
  return (
    <div role="alert" className="mt-2 grid gap-1.5 text-sm">
      <p className="text-bad">
        {t('panel.note_failed')} {explainRefused(operation.error)}
      </p>
      <p className="flex gap-1.5">
        <Button size="sm" onClick={() => operations.retry(operation.id)}>
          {t('common.try_again')}
        </Button>
        <Button size="sm" look="ghost" onClick={() => operations.discard(operation.id)}>
          {t('panel.note_discard')}
        </Button>
      </p>
    </div>
  )
}

interface FrameProps {
  ref: RefObject<HTMLElement | null>
  by: string
  head: React.ReactNode
  children: React.ReactNode
}

function NoteFrame({ ref, by, head, children }: FrameProps) {
  return (
    <article
      ref={ref}
      tabIndex={-1}
      aria-label={t('panel.note_by', { name: by })}
      className="rounded-lg bg-note px-3 pt-1.5 pb-2.5"
    >
      <header className="flex min-h-7 items-center gap-2">{head}</header>
      {children}
    </article>
  )
}

function NoteWords({ text, isPending }: { text: string; isPending?: boolean }) {
  return (
    <p dir="auto" className={classes('wrap-anywhere whitespace-pre-wrap', isPending && 'text-muted')}>
      {text}
    </p>
  )
}
