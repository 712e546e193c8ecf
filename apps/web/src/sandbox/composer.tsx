import type { ProviderPlatform, SandboxThread } from '@switchboard/protocol'
import { Mic, Pencil, Plus, Reply, SendHorizontal, Store, X } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { classes } from '../ui/classes.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { type Attachable, attachablesOf } from './attachables.ts'
import type { usePhone } from './use-sandbox.ts'

/** What the next words are for. */
export interface Context {
  is: 'reply' | 'edit'
  id: string
  text: string
}

interface Props {
  platform: ProviderPlatform
  thread: SandboxThread | null
  context: Context | null
  onContext(context: Context | null): void
  onDo: ReturnType<typeof usePhone>['mutateAsync']
}

/** The lower edge of the phone: words, and everything else a customer can send on this platform. */
export function Composer({ platform, thread, context, onContext, onDo }: Props) {
  const [text, setText] = useState('')
  const [isBusiness, setBusiness] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const acts = thread?.acts ?? []
  const trimmed = text.trim()

  useEffect(() => {
    if (!context) return
    if (context.is === 'edit') setText(context.text)
    setBusiness(false)
    input.current?.focus()
  }, [context])

  /** Gone from the field at once; back in it when it could not be sent, unless something else was typed meanwhile. */
  async function run(what: Parameters<typeof onDo>[0]) {
    const typed = text
    setText('')
    onContext(null)
    input.current?.focus()
    try {
      await onDo(what)
    } catch {
      setText((now) => now || typed) // why, is said above the field
    }
  }

  function send() {
    if (!trimmed) return
    if (isBusiness) return void run({ echo: trimmed })
    if (context?.is === 'edit') return void run({ act: { kind: 'edit', to: context.id, text: trimmed } })
    void run({ act: { kind: 'text', text: trimmed, ...answering(context) } })
  }

  function attach(one: Attachable) {
    const act = one.make(trimmed)
    const canAnswer = ['image', 'video', 'file', 'voice', 'location', 'contact'].includes(one.kind)
    void run({ act: { ...act, ...(canAnswer && answering(context)) } })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    send()
  }
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && context) {
      onContext(null)
      if (context.is === 'edit') setText('')
    } else if (event.key === 'Enter' && !event.shiftKey) send()
    else return
    event.preventDefault()
  }

  const placeholder = isBusiness
    ? t('sandbox.message_as_business', { name: thread?.account.name ?? '' })
    : t('sandbox.message')
  return (
    <form onSubmit={submit} className="border-t border-line bg-surface px-2 pt-2 pb-2 md:pb-3.5">
      {context && <ContextBar context={context} onLeave={() => onContext(null)} />}
      <div className="flex items-end gap-1">
        <Menu
          label={t('sandbox.attach')}
          side="top"
          trigger={(props) => (
            <IconButton
              {...props}
              icon={Plus}
              label={t('sandbox.attach')}
              tooltipSide="top"
              disabled={isBusiness || !thread}
              className="phone-act size-9 rounded-full!"
            />
          )}
        >
          {trimmed && <p className="px-2 pt-1 pb-1.5 text-xs text-muted">{t('sandbox.goes_along')}</p>}
          {attachablesOf(platform, acts).map((one) => (
            <MenuItem key={one.label} icon={one.icon} onSelect={() => attach(one)}>
              {t(one.label)}
            </MenuItem>
          ))}
        </Menu>
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          aria-label={placeholder}
          placeholder={placeholder}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          className={classes(
            'field-sizing-content max-h-28 min-h-9 min-w-0 flex-1 resize-none rounded-[1.15rem] border px-3.5 py-1.75',
            isBusiness ? 'border-line bg-note' : 'border-line bg-sunken',
          )}
        />
        <IconButton
          icon={Store}
          label={t('sandbox.as_business')}
          tooltipSide="top"
          aria-pressed={isBusiness}
          onClick={() => {
            setBusiness(!isBusiness)
            onContext(null)
            input.current?.focus()
          }}
          className="size-9 rounded-full!"
        />
        {trimmed || isBusiness || !acts.includes('voice') ? (
          <IconButton
            type="submit"
            icon={SendHorizontal}
            label={t('sandbox.send')}
            tooltipSide="top"
            isDirectional
            disabled={!trimmed || !thread}
            className="phone-send size-9 rounded-full! hover:opacity-90"
          />
        ) : (
          <IconButton
            icon={Mic}
            label={t('sandbox.acts.voice')}
            tooltipSide="top"
            onClick={() => void run({ act: { kind: 'voice', ...answering(context) } })}
            className="phone-send size-9 rounded-full! hover:opacity-90"
          />
        )}
      </div>
    </form>
  )
}

function ContextBar({ context, onLeave }: { context: Context; onLeave(): void }) {
  const Icon = context.is === 'edit' ? Pencil : Reply
  return (
    <p className="mb-1.5 flex items-center gap-2 rounded-lg bg-sunken ps-3 pe-1 text-sm">
      <Icon size={14} aria-hidden="true" className="phone-act shrink-0" />
      <bdi className="min-w-0 flex-1 truncate">
        {t(context.is === 'edit' ? 'sandbox.editing' : 'sandbox.replying', { text: context.text })}
      </bdi>
      <IconButton icon={X} label={t('sandbox.leave')} onClick={onLeave} className="size-7" />
    </p>
  )
}

function answering(context: Context | null): { reply_to?: string } {
  return context?.is === 'reply' ? { reply_to: context.id } : {}
}
