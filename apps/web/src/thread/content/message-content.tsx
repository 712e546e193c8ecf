import type { Attachment, MessageView } from '@switchboard/protocol'
import type { ReactNode } from 'react'
import { typeWords } from '../../inbox/message-words.ts'
import { runsAgainstPage } from '../text-direction.ts'
import { Attachments } from './attachments.tsx'
import { Choice } from './choice.tsx'
import { ContactCards } from './contact-cards.tsx'
import { LocationCard } from './location-card.tsx'
import { OrderCard } from './order-card.tsx'
import { ReferralLine } from './referral-line.tsx'
import { RichText } from './rich-text.tsx'
import { ProductCard, productsOf, ShareCard } from './share-card.tsx'
import { StoryCard } from './story-card.tsx'
import { TemplateCard } from './template-card.tsx'
import { Unsupported } from './unsupported.tsx'

interface Props {
  message: MessageView
  chosen?: string | undefined
  /** Takes the room of time and ticks, after the last word or below a card; nothing where there are none. */
  tail: ReactNode
  onView(attachment: Attachment): void
  onRaw(): void
}

/** Everything a message says, whatever its kind: what it is, what came with it, its words. */
export function MessageContent({ message, chosen, tail, onView, onRaw }: Props) {
  const { type, text, attachments, payload } = message
  const card = cardOf(message, chosen, onRaw)
  // The corner where time and ticks stand is then where the last line begins: they get a line of their own.
  const isTurned = hasWords(message) && runsAgainstPage(text!)
  const isBare = card === null && attachments.length === 0
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-1.5">
      <ReferralLine payload={payload} />
      {type !== 'share' && payload?.product
        ? productsOf(payload).map((product, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: products of one message never move
            <ProductCard key={n} product={product} />
          ))
        : null}
      {card}
      <Attachments message={message} onView={onView} />
      {hasWords(message) ? (
        <p dir="auto" className="max-w-full min-w-0 justify-self-stretch whitespace-pre-wrap wrap-anywhere">
          <RichText text={text!} />
          {isTurned ? null : tail}
        </p>
      ) : isBare ? (
        <p className="text-muted">
          {typeWords(type)}
          {tail}
        </p>
      ) : null}
      {tail && (isTurned || !(isBare || hasWords(message))) && (
        <span className="-mt-1 h-4 justify-self-end">{tail}</span>
      )}
    </div>
  )
}

function cardOf(message: MessageView, chosen: string | undefined, onRaw: () => void): ReactNode {
  const { type, payload, attachments } = message
  switch (type) {
    case 'location':
      return <LocationCard payload={payload} />
    case 'contacts':
      return <ContactCards payload={payload} />
    case 'story_mention':
    case 'story_reply':
      return <StoryCard message={message} />
    case 'template':
      return <TemplateCard payload={payload} />
    case 'interactive':
    case 'postback':
      return <Choice message={message} chosen={chosen} />
    case 'order':
      return <OrderCard payload={payload} />
    case 'unsupported':
      return <Unsupported message={message} onRaw={onRaw} />
    default:
      return payload?.share || attachments.some(({ kind }) => kind === 'share') || type === 'share' ? (
        <ShareCard message={message} />
      ) : null
  }
}

/** Whether it has a line of words of its own. An answer is drawn as what was chosen; a question has words and options. */
function hasWords({ type, text, payload }: MessageView): boolean {
  const isAnswer = (type === 'interactive' || type === 'postback') && !payload?.prompt
  return text !== null && !isAnswer
}
