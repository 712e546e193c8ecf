import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const list = {
  views: 'طرق العرض',
  unread: {
    zero: 'لا شيء غير مقروء',
    one: 'رسالة غير مقروءة',
    two: 'رسالتان غير مقروءتين',
    few: '{count} غير مقروءة',
    many: '{count} غير مقروءة',
    other: '{count} غير مقروءة',
  },
  by_us: 'أنتم: {text}',
  older: 'عرض محادثات أقدم',
  empty: 'لا محادثات بعد',
  empty_text: 'عندما يكتب عميل، يظهر ذلك هنا.',
  no_match: 'لا شيء يطابق عوامل التصفية',
  clear_filters: 'مسح عوامل التصفية',
  all_done: 'لا شيء هنا',
  all_done_text: 'لا توجد محادثة في طريقة العرض هذه الآن.',
} satisfies Translation<English['list']>

export const views = {
  all: 'الكل',
  unread: 'غير مقروءة',
  mine: 'محادثاتي',
  unassigned: 'غير مسندة',
  archived: 'الأرشيف',
} satisfies Translation<English['views']>
