import { BatteryMedium, Signal, Wifi } from 'lucide-react'
import { clockTime } from '../i18n/format.ts'
import { useMinute } from '../panel/use-minute.ts'

/** The top edge of a phone. */
export function StatusBar() {
  const now = useMinute()
  return (
    <div
      aria-hidden="true"
      className="flex h-7 items-center justify-between px-5 pt-1 text-xs font-medium max-md:hidden"
    >
      <span className="tabular-nums">{clockTime(new Date(now).toISOString())}</span>
      <span className="flex items-center gap-1 opacity-85">
        <Signal size={12} />
        <Wifi size={12} />
        <BatteryMedium size={15} />
      </span>
    </div>
  )
}
