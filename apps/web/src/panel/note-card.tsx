import type { NoteView } from '@switchboard/protocol'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, relativeTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { useMay, useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast } from '../ui/toast.ts'
import { NoteText } from './note-form.tsx'
import { saveNewNote } from './unsaved-notes.ts'
import { usePending } from './use-pending.ts'
import { changeNote, removeNote } from './writes.ts'

export function NoteCard({ note, now }: { note: NoteView; now: number }) {
  const client = useClient()
  const me = useMe()
  const mayRemoveAny = useMay('members.manage')
  const mayWrite = useMay('inbox.reply')
  const author = useInbox((state) => state.members.get(note.author_id))
  const text = usePending(note.text)
  const isGone = usePending(false)
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const isMine = note.author_id === me.id
  const name = author?.name ?? author?.email ?? t('panel.former_member')
  // The clock of the server may be ahead, and the minute was up a moment ago.
  const when = relativeTime(note.created_at, Math.max(now, Date.parse(note.created_at)))

  async function save() {
    const next = draft?.trim() ?? ''
    if (next === '' || draft === null) return
    setDraft(null)
    setProblem(null)
    if (next === note.text) return
    try {
      await text.run(
        () => next,
        () => changeNote(client, note.id, next),
      )
    } catch (error) {
      setDraft(next)
      setProblem(explain(error))
    }
  }

  /** Its words are forgotten; brought back, it is a new note of the same words. */
  async function remove() {
    setAsking(false)
    try {
      await isGone.run(
        () => true,
        () => removeNote(client, note),
      )
      const run = () => saveNewNote(client, note.contact_id, note.text)
      toast(t('panel.note_deleted'), isMine ? { action: { label: t('common.undo'), run } } : {})
    } catch (error) {
      toast(explain(error), { look: 'bad' })
    }
  }

  if (isGone.value) return null
  return (
    <NoteFrame
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
          {mayWrite && (isMine || mayRemoveAny) && draft === null && (
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
              <MenuItem icon={Trash2} isDanger onSelect={() => (isMine ? void remove() : setAsking(true))}>
                {t('panel.delete')}
              </MenuItem>
            </Menu>
          )}
        </>
      }
    >
      {draft === null ? (
        <NoteWords text={text.value} isPending={text.isPending} />
      ) : (
        <div className="-mx-3 -mb-2.5">
          <NoteText
            label={t('panel.note_edit')}
            value={draft}
            autoFocus
            onChange={setDraft}
            onSave={() => void save()}
            onCancel={() => {
              setDraft(null)
              setProblem(null)
            }}
          />
          {problem && (
            <p role="alert" className="px-3 pb-2 text-sm text-bad">
              {problem}
            </p>
          )}
          <div className="flex justify-end gap-2 p-1.5 pt-0">
            <Button size="sm" look="ghost" onClick={() => setDraft(null)}>
              {t('panel.cancel')}
            </Button>
            <Button size="sm" look="primary" disabled={draft.trim() === ''} onClick={() => void save()}>
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
              <Button look="danger" onClick={() => void remove()}>
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

interface FrameProps {
  by: string
  head: React.ReactNode
  children: React.ReactNode
}

export function NoteFrame({ by, head, children }: FrameProps) {
  return (
    <article aria-label={t('panel.note_by', { name: by })} className="rounded-lg bg-note px-3 pt-1.5 pb-2.5">
      <header className="flex min-h-7 items-center gap-2">{head}</header>
      {children}
    </article>
  )
}

export function NoteWords({ text, isPending }: { text: string; isPending?: boolean }) {
  return (
    <p dir="auto" className={classes('wrap-anywhere whitespace-pre-wrap', isPending && 'text-muted')}>
      {text}
    </p>
  )
}
