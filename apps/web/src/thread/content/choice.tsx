import type { MessageView } from '@switchboard/protocol'
import { CalendarCheck2, ClipboardList, MousePointerClick } from 'lucide-react'
import { dateAndTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { Card } from './card.tsx'
import { type Loose, numberIn, objectIn, objectsIn, textIn } from './loose.ts'
import { Options } from './options.tsx'

interface Props {
  message: MessageView
  /** What the customer chose of what this message offered. */
  chosen?: string | undefined
}

/** Buttons, lists and forms: what we offered, what the customer chose or filled in. */
export function Choice({ message: { payload, text, type }, chosen }: Props) {
  const prompt = objectIn(payload?.prompt)
  if (prompt) return <Options options={optionsOf(prompt)} chosen={chosen} />
  const booking = objectIn(payload?.appointment_booking)
  if (booking) return <Booking booking={booking} />
  const answers = answersOf(payload)
  if (answers.length > 0) return <Answers answers={answers} />
  const answer = objectIn(payload?.interactive)
  const description = textIn(answer?.description)
  return (
    <div>
      <p className="mb-0.5 flex items-center gap-1.5 text-sm text-muted">
        <MousePointerClick size={14} aria-hidden="true" />
        {t(type === 'postback' ? 'thread.tapped' : 'thread.chose')}
      </p>
      <p dir="auto" className="font-medium whitespace-pre-wrap">
        {text ?? typeWords(type)}
      </p>
      {description && description !== text && (
        <p dir="auto" className="text-sm text-muted">
          {description}
        </p>
      )}
    </div>
  )
}

function Booking({ booking }: { booking: Loose }) {
  const [start, end] = [numberIn(booking.start_time), numberIn(booking.end_time)]
  const times = [start, end].flatMap((time) => (time === null ? [] : dateAndTime(new Date(time * 1000).toISOString())))
  return <Card icon={CalendarCheck2} title={t('thread.booking')} text={<bdi>{times.join(' – ')}</bdi>} />
}

function Answers({ answers }: { answers: readonly (readonly [name: string, value: string])[] }) {
  return (
    <Card icon={ClipboardList} title={t('thread.form')}>
      <dl className="mt-1 grid gap-1 text-sm">
        {answers.map(([name, value], n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question may come twice, and never moves
          <div key={n}>
            <dt className="text-muted">
              <bdi>{name}</bdi>
            </dt>
            <dd className="wrap-anywhere">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function answersOf(payload: MessageView['payload']): [string, string][] {
  const screens = objectsIn(objectIn(payload?.customer_information)?.screens)
  const told = screens.flatMap(({ responses }) => objectsIn(responses).map(({ key, value }) => [key, value] as const))
  const flow = jsonIn(objectIn(payload?.interactive)?.response_json)
  const filled = Object.entries(flow ?? {}).filter(([name]) => name !== 'flow_token')
  return [...told, ...filled].flatMap(([name, value]) => {
    const said = typeof value === 'string' ? value : JSON.stringify(value)
    return typeof name === 'string' && said ? [[name, said] as [string, string]] : []
  })
}

/** It ought to be JSON and sometimes is not. */
function jsonIn(text: unknown): Loose | null {
  try {
    return typeof text === 'string' ? objectIn(JSON.parse(text)) : null
  } catch {
    return null // then it is only a text, which the message has already
  }
}

function optionsOf({ action }: Loose): string[] {
  const offered = objectIn(action)
  const buttons = objectsIn(offered?.buttons).map(({ reply, title }) => objectIn(reply)?.title ?? title)
  const rows = objectsIn(offered?.sections).flatMap(({ rows: lines }) => objectsIn(lines).map(({ title }) => title))
  return [...buttons, ...rows].flatMap((title) => textIn(title) ?? [])
}
