import { CircleAlert, Lock } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useMay } from '../session/use-me.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { NoteCard } from './note-card.tsx'
import { NoteForm } from './note-form.tsx'
import { Section } from './section.tsx'
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
  return (
    <div className="grid gap-2">
      {mayWrite && notes && <NoteForm contactId={contactId} />}
      <ul aria-label={t('panel.notes')} className="grid gap-2 empty:hidden">
        {notes?.map((note) => (
          <li key={note.id}>
            <NoteCard note={note} now={now} />
          </li>
        ))}
      </ul>
      {notes === null && !isFailed && <Skeleton className="h-16" />}
      {notes?.length === 0 && !mayWrite && <p className="text-muted">{t('panel.note_empty')}</p>}
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
