import type { MessageView } from '@switchboard/protocol'
import { typeWords } from '../../inbox/message-words.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { withoutBidiControls } from '../without-bidi-controls.ts'
import { type Loose, objectIn, objectsIn, textIn } from './loose.ts'

/** Business cards, as the customer passed them on. */
export function ContactCards({ payload }: Pick<MessageView, 'payload'>) {
  const cards = objectsIn(payload?.contacts)
  if (cards.length === 0) return <p className="text-muted">{typeWords('contacts')}</p>
  return (
    <ul className="grid w-72 max-w-full gap-1">
      {cards.map((card, n) => {
        const name = textIn(objectIn(card.name)?.formatted_name) ?? typeWords('contacts')
        const company = textIn(objectIn(card.org)?.company)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: cards have no ids and never move
          <li key={n} className="flex gap-3 rounded-lg border border-line bg-surface px-3 py-2.5">
            <Avatar id={name} name={name} size={36} />
            <div className="min-w-0 flex-1">
              <p className="font-medium wrap-anywhere">
                <bdi>{withoutBidiControls(name)}</bdi>
              </p>
              {company && (
                <p className="text-sm text-muted wrap-anywhere">
                  <bdi>{company}</bdi>
                </p>
              )}
              {waysOf(card).map(({ scheme, value }) => (
                <Way key={value} scheme={scheme} value={value} />
              ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

interface Way {
  scheme: 'tel' | 'mailto'
  value: string
}

function waysOf(card: Loose): Way[] {
  const phones = objectsIn(card.phones).flatMap(({ phone, wa_id }) => textIn(phone) ?? textIn(wa_id) ?? [])
  const emails = objectsIn(card.emails).flatMap(({ email }) => textIn(email) ?? [])
  return [
    ...phones.map((value) => ({ scheme: 'tel', value }) as const),
    ...emails.map((value) => ({ scheme: 'mailto', value }) as const),
  ]
}

function Way({ scheme, value }: Way) {
  const address = scheme === 'tel' ? value.replaceAll(/[^+\d]/g, '') : encodeURIComponent(value)
  return (
    <a
      href={`${scheme}:${address}`}
      dir="ltr"
      className="flex min-h-6 w-fit items-center text-sm text-accent-text underline underline-offset-2 wrap-anywhere hover:no-underline"
    >
      {value}
    </a>
  )
}
