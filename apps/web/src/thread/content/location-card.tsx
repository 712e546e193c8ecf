import type { MessageView } from '@switchboard/protocol'
import { MapPin } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { webAddress } from '../find-links.ts'
import { CardLink } from './card.tsx'
import { numberIn, objectIn, textIn } from './loose.ts'

/** A place, without asking anybody for a map: whoever draws it would learn where our customers are. */
export function LocationCard({ payload }: Pick<MessageView, 'payload'>) {
  const place = objectIn(payload?.location)
  const [latitude, longitude] = [numberIn(place?.latitude), numberIn(place?.longitude)]
  const name = textIn(place?.name)
  const address = textIn(place?.address)
  const isKnown = latitude !== null && longitude !== null
  return (
    <div className="w-72 max-w-full overflow-hidden rounded-lg border border-line bg-surface">
      <div aria-hidden="true" className="relative grid h-24 place-items-center bg-sunken" style={streets}>
        <MapPin size={30} className="-translate-y-1 fill-bad text-surface" />
      </div>
      <div className="px-3 py-2.5">
        <p className="font-medium wrap-anywhere">
          <bdi>{name ?? typeWords('location')}</bdi>
        </p>
        {address && (
          <p className="text-sm text-muted wrap-anywhere">
            <bdi>{address}</bdi>
          </p>
        )}
        {isKnown && (
          <>
            <p dir="ltr" className="text-start text-xs text-muted tabular-nums">
              {latitude.toFixed(5)}, {longitude.toFixed(5)}
            </p>
            <CardLink href={webAddress(place?.url) ?? mapOf(latitude, longitude)}>{t('thread.open_map')}</CardLink>
          </>
        )}
      </div>
    </div>
  )
}

function mapOf(latitude: number, longitude: number): string {
  const marked = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) })
  return `https://www.openstreetmap.org/?${marked}#map=16/${latitude}/${longitude}`
}

/** Not a map, and nobody will take it for one: lines that say that this is about a place. */
const streets = {
  backgroundImage: `repeating-linear-gradient(32deg, transparent 0 26px, var(--line) 26px 28px),
    repeating-linear-gradient(118deg, transparent 0 38px, var(--line) 38px 41px)`,
}
