import type { MessageView } from '@switchboard/protocol'
import { ShoppingBag } from 'lucide-react'
import { formatNumber, money } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { type Loose, numberIn, objectIn, objectsIn, textIn } from './loose.ts'

export interface OrderLine {
  name: string | null
  number: string | null
  quantity: number
  price: number | null
  currency: string
}

/** What somebody wants to buy: lines as the platform names them, and what they come to, by currency. */
export function OrderCard({ payload }: Pick<MessageView, 'payload'>) {
  const lines = orderLines(payload)
  const totals = totalsOf(lines)
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <div className="w-80 max-w-full rounded-lg border border-line bg-surface">
      <p className="flex items-center gap-2 border-b border-line px-3 py-2 font-medium">
        <ShoppingBag size={16} aria-hidden="true" className="text-muted" />
        <span className="flex-1">{typeWords('order')}</span>
        {pieces > 0 && (
          <span className="text-sm font-normal text-muted">{t('thread.order_pieces', { count: pieces })}</span>
        )}
      </p>
      {lines.length > 0 && (
        <ul className="grid gap-1.5 px-3 py-2">
          {lines.map(({ name, number, quantity, price, currency }, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line may come twice, and never moves
            <li key={n} className="flex items-baseline gap-3">
              <span className="w-8 shrink-0 text-end text-muted tabular-nums">{formatNumber(quantity)} ×</span>
              <bdi className="min-w-0 flex-1 wrap-anywhere">{name ?? number ?? t('thread.product')}</bdi>
              {price !== null && <bdi className="shrink-0 tabular-nums">{money(price * quantity, currency)}</bdi>}
            </li>
          ))}
        </ul>
      )}
      {totals.length > 0 && (
        <p className="flex items-baseline gap-3 border-t border-line px-3 py-2 font-medium">
          <span className="flex-1">{t('thread.order_total')}</span>
          <bdi className="tabular-nums">{totals.map(([currency, sum]) => money(sum, currency)).join(' + ')}</bdi>
        </p>
      )}
    </div>
  )
}

export function orderLines(payload: MessageView['payload']): OrderLine[] {
  const order = objectIn(payload?.order)
  return [...objectsIn(order?.product_items), ...objectsIn(order?.products)].map(lineOf)
}

function lineOf(item: Loose): OrderLine {
  return {
    name: textIn(item.name),
    number: textIn(item.product_retailer_id) ?? textIn(item.retailer_id),
    quantity: numberIn(item.quantity) ?? 1,
    price: numberIn(item.item_price) ?? numberIn(item.unit_price),
    currency: textIn(item.currency) ?? '',
  }
}

/** Nothing where a price is missing: a sum without it would be wrong. */
export function totalsOf(lines: readonly OrderLine[]): [currency: string, sum: number][] {
  const sums = new Map<string, number>()
  for (const { price, quantity, currency } of lines) {
    if (price === null) return []
    sums.set(currency, (sums.get(currency) ?? 0) + price * quantity)
  }
  return [...sums]
}
