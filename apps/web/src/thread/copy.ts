import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.ts'

/** Puts something where it can be pasted, and says whether that worked. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(t('common.copied'))
  } catch {
    toast(t('thread.not_copied'), { look: 'bad' }) // the browser forbids it: an insecure address, or the person did
  }
}

/** The address of a conversation, or of a message in it, for whoever may see it. */
export function copyLink({ conversation_id, id }: { conversation_id: string; id?: string }): Promise<void> {
  const address = new URL(`/inbox/all/${conversation_id}`, location.origin)
  if (id !== undefined) address.searchParams.set('message', id)
  return copy(address.href)
}
