import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const settings = {
  title: 'الإعدادات',
  appearance: 'المظهر',
  keys: 'اختصارات لوحة المفاتيح',
} satisfies Translation<English['settings']>

export const keys = {
  single: 'اختصارات من مفتاح واحد',
  single_hint: 'أحرف تنفّذ شيئًا حين لا يكون أي حقل محددًا. التركيبات مع Ctrl أو ⌘ تعمل في الحالتين.',
  change: 'تغيير مفتاح «{command}»',
  remove: 'إزالة مفتاح «{command}»',
  reset: 'إعادة المفتاح الأصلي إلى «{command}»',
  reset_all: 'إعادة ضبط كل الاختصارات',
  press: 'اضغط مفتاحًا…',
  none: 'لا شيء',
  taken: 'هذا المفتاح لأمر «{command}».',
} satisfies Translation<English['keys']>
