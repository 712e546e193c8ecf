import type { MessageView } from '@switchboard/protocol'
import { Link2, Share2, ShoppingBag } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { webAddress } from '../find-links.ts'
import { Card, CardLink } from './card.tsx'
import { isLoadable } from './is-loadable.ts'
import { type Loose, objectIn, objectsIn, textIn } from './loose.ts'

/** A post, a reel, a link or a product that somebody passed on. What it was may be gone by now; what it was called stays. */
export function ShareCard({ message: { payload, attachments, text } }: { message: MessageView }) {
  const products = productsOf(payload)
  if (products.length > 0) return products.map((product) => <ProductCard key={String(product.id)} product={product} />)
  const share = objectIn(payload?.share)
  const shared = attachments.find(({ kind }) => kind === 'share')
  if (!share && !shared) return null
  const kind = textIn(share?.kind)
  const href = webAddress(share?.url) ?? webAddress(shared?.url)
  const title = textIn(share?.title) ?? shared?.name ?? null
  const isLink = kind === 'fallback'
  if (isLink && !title && href && text?.includes(href)) return null // it stands in the text already
  return (
    <Card
      icon={isLink ? Link2 : Share2}
      title={<bdi>{title ?? wordsFor(kind)}</bdi>}
      text={href ? <bdi dir="ltr">{new URL(href).host}</bdi> : t('thread.share_gone')}
    >
      {href && <CardLink href={href}>{t('thread.open_attachment')}</CardLink>}
    </Card>
  )
}

function wordsFor(kind: string | null): string {
  if (kind === 'fallback') return t('thread.shared_link')
  if (kind?.includes('reel')) return t('thread.shared_reel')
  if (kind?.includes('story')) return t('thread.story')
  return typeWords('share')
}

/** Of a catalogue that somebody wrote from, or shared; some platforms name it by its number alone. */
export function productsOf(payload: MessageView['payload']): Loose[] {
  const product = objectIn(payload?.product)
  if (!product) return []
  const elements = objectsIn(product.elements)
  return elements.length > 0 ? elements : [product]
}

export function ProductCard({ product }: { product: Loose }) {
  const title = textIn(product.title) ?? textIn(product.name)
  const number = textIn(product.retailer_id) ?? textIn(product.product_retailer_id)
  const picture = textIn(product.image_url)
  return (
    <div className="flex w-72 max-w-full items-center gap-3 rounded-lg border border-line bg-surface p-2">
      <span className="grid size-14 shrink-0 place-items-center overflow-hidden rounded-md bg-sunken text-muted">
        {isLoadable(picture) ? (
          <img src={picture} alt="" className="size-full object-cover" />
        ) : (
          <ShoppingBag size={20} aria-hidden="true" />
        )}
      </span>
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">
          <bdi>{title ?? t('thread.product')}</bdi>
        </p>
        <p className="text-sm text-muted wrap-anywhere">
          <bdi>{[textIn(product.subtitle), number].filter(Boolean).join(' · ')}</bdi>
        </p>
      </div>
    </div>
  )
}
