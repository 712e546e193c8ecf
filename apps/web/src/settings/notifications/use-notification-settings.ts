import type { ChangeNotificationSettings, NotificationSettings } from '@switchboard/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../live/client-context.tsx'
import { toast } from '../../ui/toast.ts'
import { explainRefusal } from '../explain-refusal.ts'

const settingsKey = ['notification_settings'] as const

/** What this member wants. A change shows at once, and goes back where the server did not take it. */
export function useNotificationSettings() {
  const { requests } = useClient()
  const queries = useQueryClient()
  const settings = useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => requests.notificationSettings.get({ signal }),
  })
  const { mutateAsync: save } = useMutation({
    mutationKey: settingsKey,
    mutationFn: (body: ChangeNotificationSettings) => requests.notificationSettings.change(body),
    scope: { id: settingsKey[0] }, // one after the other, so that the last click wins
    onMutate: async (body) => {
      await queries.cancelQueries({ queryKey: settingsKey })
      queries.setQueryData<NotificationSettings>(settingsKey, (before) => before && { ...before, ...body })
    },
    // What the server says between two changes would turn the second one back for a moment.
    onSettled: () =>
      queries.isMutating({ mutationKey: settingsKey }) === 1
        ? queries.invalidateQueries({ queryKey: settingsKey })
        : undefined,
  })
  const change = (body: ChangeNotificationSettings) => {
    save(body).catch((error: unknown) => toast(explainRefusal(error), { look: 'bad' }))
  }
  return { settings, change, save }
}
