import type { ContactView, ConversationView } from '@switchboard/protocol'
import { CloudAlert } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Assignee } from './assignee.tsx'
import { FieldsSection } from './fields-section.tsx'
import { IdentityCard } from './identity-card.tsx'
import { LabelsRow } from './labels-row.tsx'
import { MediaSection } from './media-section.tsx'
import { NotesSection } from './notes-section.tsx'
import { OtherConversations } from './other-conversations.tsx'
import { PanelSkeleton } from './panel-skeleton.tsx'
import { type Person, usePerson } from './use-person.ts'

export function PanelBody({ conversation }: { conversation: ConversationView }) {
  if (!conversation.contact) return <TeamWork conversation={conversation} />
  return <CustomerBody conversation={conversation} contactId={conversation.contact.id} />
}

function CustomerBody({ conversation, contactId }: { conversation: ConversationView; contactId: string }) {
  const person = usePerson(contactId)
  const { contact } = person
  if (contact) return <Known conversation={conversation} person={person} contact={contact} />
  if (!person.isFailed) return <PanelSkeleton conversation={conversation} />
  return (
    <>
      <div role="alert" className="flex flex-col items-center gap-3 px-5 py-10 text-center">
        <CloudAlert size={20} aria-hidden="true" className="text-muted" />
        <p>{t('panel.not_loaded')}</p>
        <Button onClick={person.retry}>{t('common.try_again')}</Button>
      </div>
      <TeamWork conversation={conversation} />
    </>
  )
}

function Known({
  conversation,
  person,
  contact,
}: {
  conversation: ConversationView
  person: Person
  contact: ContactView
}) {
  // Another person has another panel: no half-typed note goes along.
  return (
    <div key={contact.id}>
      <IdentityCard conversation={conversation} contact={contact} mergedFrom={person.merged_from} />
      <TeamWork conversation={conversation} />
      <NotesSection contactId={contact.id} />
      <FieldsSection conversation={conversation} contact={contact} />
      <MediaSection contactId={contact.id} />
      <OtherConversations conversation={conversation} person={person} />
    </div>
  )
}

/** What belongs to this conversation rather than to the person. */
function TeamWork({ conversation }: { conversation: ConversationView }) {
  return (
    <div className="grid gap-3 border-t border-line px-5 py-4">
      <Assignee conversation={conversation} />
      <LabelsRow conversation={conversation} />
    </div>
  )
}
