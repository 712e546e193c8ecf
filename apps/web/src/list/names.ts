import type { MemberView } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'

export function memberName({ name, email }: Pick<MemberView, 'name' | 'email'>): string {
  return name ?? email ?? t('list.a_colleague')
}

export function byName(a: { name: string | null }, b: { name: string | null }): number {
  return (a.name ?? '').localeCompare(b.name ?? '')
}
