import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const thread = {
  none_open: 'اختر محادثة',
  none_open_text: 'تُفتح هنا بجانب القائمة.',
  none_yet: 'عندما يكتب عميل، يظهر ذلك هنا',
  none_yet_text: 'تمتلئ القائمة من تلقاء نفسها.',
  not_found: 'هذه المحادثة ليست هنا',
  not_found_text: 'إما أنها غير موجودة أو لا يحق لك رؤيتها.',
  not_loaded: 'تعذّر تحميل هذه المحادثة',
  older: 'عرض رسائل أقدم',
  unsent: 'تم سحب هذه الرسالة',
  edited: 'معدّلة',
  reactions: 'التفاعلات',
  your_story: 'قصتكم',
  earlier_message: 'رسالة سابقة',
  open_attachment: 'فتح',
  archived: 'أُرشفت المحادثة',
  unarchived: 'عادت المحادثة إلى الوارد',
} satisfies Translation<English['thread']>
