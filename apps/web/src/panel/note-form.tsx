import { newId } from '@switchboard/sdk'
import { type KeyboardEvent, useState } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { addNote } from '../live/conversation-actions.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Kbd } from '../ui/kbd.tsx'

/** What is half-written, by contact: of the page, because whoever goes to another conversation meanwhile loses nothing. */
const drafts = new Map<string, string>()

/** What is written here no customer sees: the ground says so, and the words above it. */
export function NoteForm({ contactId }: { contactId: string }) {
  const client = useClient()
  const [text, setText] = useState(drafts.get(contactId) ?? '')
  const isEmpty = text.trim() === ''

  function change(next: string) {
    setText(next)
    drafts.set(contactId, next)
  }
  function add() {
    if (isEmpty) return
    addNote(client, { contact_id: contactId, id: newId(), text: text.trim() })
    change('')
  }

  return (
    <div className="rounded-lg border border-line bg-note focus-within:border-line-strong">
      <NoteText label={t('panel.note_placeholder')} value={text} onChange={change} onSave={add} />
      {!isEmpty && (
        <div className="flex items-center justify-end gap-2 p-1.5 pt-0">
          <Kbd keys="mod+enter" />
          <Button size="sm" look="primary" onClick={add}>
            {t('panel.note_add')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface NoteTextProps {
  label: string
  value: string
  autoFocus?: boolean
  onChange(text: string): void
  /** Ctrl or ⌘ with Enter. */
  onSave(): void
  /** Escape, where there is something to go back to. */
  onCancel?(): void
}

/** As tall as what is in it. */
export function NoteText({ label, value, autoFocus, onChange, onSave, onCancel }: NoteTextProps) {
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if (!isSave && !(event.key === 'Escape' && onCancel)) return
    event.preventDefault()
    event.stopPropagation()
    if (isSave) onSave()
    else onCancel?.()
  }
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: only where a note was asked to be changed
      autoFocus={autoFocus}
      dir="auto"
      rows={1}
      aria-label={label}
      placeholder={label}
      maxLength={4000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={press}
      className={classes(
        'block field-sizing-content max-h-60 min-h-9 w-full resize-none bg-transparent px-3 py-2 outline-none',
        value !== '' && 'min-h-16',
      )}
    />
  )
}
