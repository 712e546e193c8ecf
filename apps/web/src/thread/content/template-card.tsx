import type { MessageView } from '@switchboard/protocol'
import { LayoutTemplate } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { webAddress } from '../find-links.ts'
import { Card, CardLink } from './card.tsx'
import { type Loose, objectIn, objectsIn, textIn } from './loose.ts'
import { Options } from './options.tsx'

/** A message made from a form: WhatsApp's approved ones, Messenger's cards with buttons. */
export function TemplateCard({ payload }: Pick<MessageView, 'payload'>) {
  const template = objectIn(payload?.template)
  const elements = [...objectsIn(template?.elements), ...objectsIn(objectIn(template?.generic)?.elements)]
  if (elements.length > 0) {
    return (
      <ul className="grid w-72 max-w-full gap-1">
        {elements.map((element, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cards of a carousel have no ids and never move
          <li key={n} className="rounded-lg border border-line bg-surface px-3 py-2.5">
            <p className="font-medium wrap-anywhere">
              <bdi>{textIn(element.title) ?? typeWords('template')}</bdi>
            </p>
            {textIn(element.subtitle) && (
              <p className="text-sm text-muted wrap-anywhere">
                <bdi>{textIn(element.subtitle)}</bdi>
              </p>
            )}
            <Options options={titlesOf(element.buttons)} />
          </li>
        ))}
      </ul>
    )
  }
  const href = webAddress(template?.url)
  const name = textIn(template?.name) ?? textIn(template?.title)
  const words = bodyOf(payload)
  return (
    <Card icon={LayoutTemplate} title={<bdi>{textIn(template?.text) ?? name ?? typeWords('template')}</bdi>}>
      {words && (
        <p dir="auto" className="whitespace-pre-wrap">
          {words}
        </p>
      )}
      {href && <CardLink href={href}>{t('thread.open_attachment')}</CardLink>}
      <Options options={titlesOf(template?.buttons)} />
    </Card>
  )
}

/** The wording of the form with what was filled in marked; a hole stays a hole where we were not told. */
function bodyOf(payload: MessageView['payload']): ReactNode {
  const isBody = ({ type }: Loose) => String(type).toLowerCase() === 'body'
  const text = textIn(objectsIn(objectIn(payload?.template_definition)?.components).find(isBody)?.text)
  if (text === null) return null
  const sent = objectsIn(objectIn(payload?.template)?.components).find(isBody)
  const values = objectsIn(sent?.parameters).map(({ text: value }) => textIn(value))
  return text.split(/(\{\{\d+\}\})/).map((part, n) => {
    const place = /^\{\{(\d+)\}\}$/.exec(part)?.[1]
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text, which is drawn anew as a whole
    if (place === undefined) return <Fragment key={n}>{part}</Fragment>
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <mark key={n} className="rounded-sm bg-accent-soft px-0.5 text-accent-text">
        <bdi>{values[Number(place) - 1] ?? part}</bdi>
      </mark>
    )
  })
}

function titlesOf(buttons: unknown): string[] {
  return objectsIn(buttons).flatMap(({ title, text }) => textIn(title) ?? textIn(text) ?? [])
}
