import { CircleAlert, Lock } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useMay, useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { NoteCard, NoteFrame, NoteWords } from './note-card.tsx'
import { NoteForm } from './note-form.tsx'
import { Section } from './section.tsx'
import { discardUnsaved, saveAgain, type UnsavedNote, useUnsavedNotes } from './unsaved-notes.ts'
import { useMinute } from './use-minute.ts'
import { useNotes } from './use-notes.ts'

export function NotesSection({ contactId }: { contactId: string }) {
  return (
    <Section name="notes" title={t('panel.notes')} mark={<OnlyTheTeam />}>
      <Notes contactId={contactId} />
    </Section>
  )
}

function OnlyTheTeam() {
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-sm font-normal text-muted">
      <Lock size={12} aria-hidden="true" className="shrink-0" />
      <span className="truncate">{t('panel.notes_private')}</span>
    </span>
  )
}

function Notes({ contactId }: { contactId: string }) {
  const { notes, hasMore, isLoading, isFailed, more } = useNotes(contactId)
  const mayWrite = useMay('inbox.reply')
  const now = useMinute()
  const known = new Set(notes?.map(({ id }) => id))
  // One that the stream has told of is saved, whatever became of the answer.
  const unsaved = useUnsavedNotes(contactId).filter(({ id }) => !known.has(id))
  return (
    <div className="grid gap-2">
      {mayWrite && <NoteForm contactId={contactId} />}
      <ul aria-label={t('panel.notes')} className="grid gap-2 empty:hidden">
        {unsaved.map((note) => (
          <li key={note.id}>
            <UnsavedCard contactId={contactId} note={note} />
          </li>
        ))}
        {notes?.map((note) => (
          <li key={note.id} className="empty:hidden">
            <NoteCard note={note} now={now} />
          </li>
        ))}
      </ul>
      {notes === null && !isFailed && <Skeleton className="h-16" />}
      {notes?.length === 0 && unsaved.length === 0 && !mayWrite && (
        <p className="text-muted">{t('panel.note_empty')}</p>
      )}
      {isFailed && (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-sm text-bad">
          <CircleAlert size={14} aria-hidden="true" />
          {t('panel.note_not_loaded')}
          <Button size="sm" onClick={more}>
            {t('common.try_again')}
          </Button>
        </p>
      )}
      {hasMore && !isFailed && (
        <Button size="sm" look="ghost" isBusy={isLoading} onClick={more} className="justify-self-center text-muted">
          {t('panel.note_older')}
        </Button>
      )}
    </div>
  )
}

function UnsavedCard({ contactId, note }: { contactId: string; note: UnsavedNote }) {
  const client = useClient()
  const me = useMe()
  const name = me.name ?? me.email ?? ''
  return (
    <NoteFrame
      by={name}
      head={
        <>
          <Avatar id={me.id} name={name} src={me.avatar_url} size={20} />
          <span className="min-w-0 flex-1 truncate text-sm">
            <bdi className="font-medium">{name}</bdi>
          </span>
          {note.problem === null && (
            <span role="status" className="flex items-center gap-1.5 text-sm text-muted">
              <Spinner size={12} />
              {t('panel.note_saving')}
            </span>
          )}
        </>
      }
    >
      <NoteWords text={note.text} isPending={note.problem === null} />
      {note.problem !== null && (
        <div role="alert" className="mt-2 grid gap-1.5 text-sm">
          <p className="text-bad">
            {t('panel.note_failed')} {note.problem}
          </p>
          <p className="flex gap-1.5">
            <Button size="sm" onClick={() => saveAgain(client, contactId, note)}>
              {t('common.try_again')}
            </Button>
            <Button size="sm" look="ghost" onClick={() => discardUnsaved(contactId, note.id)}>
              {t('panel.note_discard')}
            </Button>
          </p>
        </div>
      )}
    </NoteFrame>
  )
}
