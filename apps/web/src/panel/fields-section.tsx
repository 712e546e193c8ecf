import type { ContactField, ContactView, ConversationView } from '@switchboard/protocol'
import { Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, relativeTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { useMay } from '../session/use-me.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast } from '../ui/toast.ts'
import { type ChangeFields, hasField, removeField, renameField, restoreField, setField } from './fields.ts'
import { InlineField } from './inline-field.tsx'
import { LanguageField } from './language-field.tsx'
import { NewField } from './new-field.tsx'
import { Property } from './property.tsx'
import { returnFocus } from './return-focus.ts'
import { Section } from './section.tsx'
import { useMinute } from './use-minute.ts'
import { usePending } from './use-pending.ts'
import { changeContact, changeFields } from './writes.ts'

const mostFields = 50

interface Props {
  conversation: ConversationView
  contact: ContactView
}

/** What the team keeps of a person: the e-mail and language that everybody has, and fields of its own. */
export function FieldsSection({ conversation, contact }: Props) {
  const client = useClient()
  const isEditable = useMay('inbox.reply')
  const email = usePending(contact.email ?? '')
  const fields = usePending<readonly ContactField[]>(contact.fields)
  const [renamed, setRenamed] = useState<string | null>(null)
  const [isAdding, setAdding] = useState(false)

  const change = (by: ChangeFields) => fields.run(by, () => changeFields(client, contact.id, by))

  function remove(field: ContactField) {
    const index = fields.value.indexOf(field)
    returnFocus('section', '[data-add]')
    const undo = () => void change(restoreField(field, index)).catch(complain)
    change(removeField(field.name)).then(
      () => toast(t('panel.field_deleted', { name: field.name }), { action: { label: t('common.undo'), run: undo } }),
      complain,
    )
  }

  return (
    <Section name="details" title={t('panel.details')}>
      <dl className="grid gap-1.5">
        <Property label={t('panel.email')}>
          <InlineField
            label={t('panel.email')}
            value={email.value}
            placeholder={isEditable ? t('panel.email_add') : '–'}
            type="email"
            maxLength={200}
            isEditable={isEditable}
            isPending={email.isPending}
            problemOf={(text) =>
              text === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : t('panel.email_wrong')
            }
            onSave={(text) =>
              email.run(
                () => text,
                () => changeContact(client, contact.id, { email: text || null }),
              )
            }
          />
        </Property>
        <Property label={t('panel.language')}>
          <LanguageField contact={contact} isEditable={isEditable} />
        </Property>
        {fields.value.map((field) => (
          <div
            key={field.name}
            data-field={field.name}
            className="group/field grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-3"
          >
            <dt className="pt-1.5 text-sm wrap-anywhere text-muted">
              {renamed === field.name ? (
                <FieldName
                  name={field.name}
                  isTaken={(name) => name !== field.name && hasField(fields.value, name)}
                  onDone={(name, byKey) => {
                    setRenamed(null)
                    if (byKey) returnFocus('dl', `[data-field="${CSS.escape(name || field.name)}"] [aria-haspopup]`)
                    if (name && name !== field.name) change(renameField(field.name, name)).catch(complain)
                  }}
                />
              ) : (
                <bdi>{field.name}</bdi>
              )}
            </dt>
            <dd className="grid grid-cols-[minmax(0,1fr)_1.75rem] items-start gap-x-3">
              <div>
                <InlineField
                  label={field.name}
                  value={field.value}
                  placeholder={t('panel.field_empty')}
                  maxLength={500}
                  isEditable={isEditable}
                  onSave={(value) => change(setField(field.name, value))}
                />
              </div>
              {isEditable && (
                <Menu
                  label={t('panel.more', { name: field.name })}
                  align="end"
                  trigger={(props) => (
                    <IconButton
                      {...props}
                      icon={Ellipsis}
                      label={t('panel.more', { name: field.name })}
                      className="size-7 opacity-0 transition-opacity group-focus-within/field:opacity-100 group-hover/field:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
                    />
                  )}
                >
                  <MenuItem icon={Pencil} onSelect={() => setRenamed(field.name)}>
                    {t('panel.field_rename')}
                  </MenuItem>
                  <MenuItem icon={Trash2} isDanger onSelect={() => remove(field)}>
                    {t('panel.delete')}
                  </MenuItem>
                </Menu>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {isAdding && (
        <NewField
          isTaken={(name) => hasField(fields.value, name)}
          onAdd={({ name, value }) => change(setField(name, value))}
          onClose={() => {
            setAdding(false)
            returnFocus('section', '[data-add]')
          }}
        />
      )}
      {isEditable && !isAdding && fields.value.length < mostFields && (
        <Button look="ghost" size="sm" data-add="" className="-ms-2 mt-1.5 text-muted" onClick={() => setAdding(true)}>
          <Plus size={14} aria-hidden="true" />
          {t('panel.field_add')}
        </Button>
      )}
      {fields.value.length >= mostFields && <p className="mt-2 text-sm text-muted">{t('panel.fields_full')}</p>}
      <Facts conversation={conversation} />
    </Section>
  )
}

/** What nobody writes by hand. */
function Facts({ conversation: { account_id, created_at, reply_policy } }: { conversation: ConversationView }) {
  const account = useInbox((state) => (account_id ? state.accounts.get(account_id) : undefined))
  const now = useMinute()
  const { state, expires_at } = reply_policy
  const look = state === 'open' ? 'good' : state === 'blocked' ? 'bad' : 'warn'
  const isOver = expires_at !== null && Date.parse(expires_at) <= now
  return (
    <dl className="mt-3 grid gap-2.5 border-t border-line pt-3">
      {account && (
        <Property label={t('panel.writes_to')}>
          <bdi>{account.name}</bdi>
        </Property>
      )}
      <Property label={t('panel.reply_window')}>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge look={look}>{t(`reply_policy.${state}`)}</Badge>
          {expires_at && (
            <time dateTime={expires_at} title={dateAndTime(expires_at)} className="text-sm text-muted">
              {t(isOver ? 'panel.closed' : 'panel.closes', { when: relativeTime(expires_at, now) })}
            </time>
          )}
        </span>
      </Property>
      <Property label={t('panel.since')}>
        <time dateTime={created_at}>{dateAndTime(created_at)}</time>
      </Property>
    </dl>
  )
}

function FieldName({
  name,
  isTaken,
  onDone,
}: {
  name: string
  isTaken(name: string): boolean
  /** Null: as it was. */
  onDone(name: string | null, byKey: boolean): void
}) {
  const [draft, setDraft] = useState(name)
  const isWrong = isTaken(draft.trim())
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because its owner was asked for it
        autoFocus
        dir="auto"
        aria-label={t('panel.field_name')}
        aria-invalid={isWrong || undefined}
        maxLength={60}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Escape') onDone(null, true)
          else if (!isWrong) onDone(draft.trim(), true)
        }}
        onBlur={() => onDone(isWrong ? null : draft.trim(), false)}
        className="-mx-1.5 -mt-0.5 h-7 w-[calc(100%+0.75rem)] rounded-md border border-line-strong bg-surface px-1.5 text-text aria-invalid:border-bad"
      />
      {isWrong && (
        <span role="alert" className="block text-bad">
          {t('panel.field_taken')}
        </span>
      )}
    </>
  )
}

function complain(error: unknown): void {
  toast(explain(error), { look: 'bad' })
}
