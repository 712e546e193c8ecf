import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const panel = {
  title: 'جهة الاتصال',
  close: 'إغلاق لوحة جهة الاتصال',
  username: 'اسم المستخدم',
  phone: 'الهاتف',
  writes_to: 'يكتب إلى',
  assignee: 'مسندة إلى',
  reply_window: 'نافذة الرد',
  closes: 'تُغلق {when}',
  labels: 'التصنيفات',
  since: 'أول تواصل',
} satisfies Translation<English['panel']>
