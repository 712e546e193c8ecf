import { Skeleton } from '../ui/skeleton.tsx'

export function HeaderSkeleton() {
  return (
    <div className="flex min-h-14 items-center gap-3 border-b border-line px-4">
      <Skeleton className="size-9 rounded-full" />
      <div className="grid gap-1.5">
        <Skeleton className="h-4 w-36" />
        <Skeleton className="h-3 w-24" />
      </div>
    </div>
  )
}

const bubbles = ['h-9 w-64', 'h-14 w-80', 'ms-auto h-9 w-48', 'ms-auto h-14 w-72', 'h-9 w-40'] as const

/** Messages on their way, at the end where they will stand. */
export function MessagesSkeleton() {
  return (
    <div className="mx-auto flex min-h-0 w-full max-w-220 flex-1 flex-col justify-end gap-2.5 overflow-hidden px-6 pb-8">
      {bubbles.map((bubble) => (
        <Skeleton key={bubble} className={`${bubble} max-w-[80%] rounded-xl`} />
      ))}
    </div>
  )
}
