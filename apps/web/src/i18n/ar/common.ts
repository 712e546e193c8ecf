import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const common = {
  close: 'إغلاق',
  dismiss: 'إخفاء',
  undo: 'تراجع',
  try_again: 'إعادة المحاولة',
  reload: 'إعادة التحميل',
  continue: 'متابعة',
  back: 'رجوع',
  skip: 'تخطٍّ',
  copy: 'نسخ',
  copied: 'تم النسخ',
  copy_link: 'نسخ الرابط',
  loading: 'جارٍ التحميل…',
  notices: 'إشعارات',
  show_password: 'إظهار كلمة المرور',
  hide_password: 'إخفاء كلمة المرور',
  unknown_customer: 'عميل غير معروف',
} satisfies Translation<English['common']>

export const errors = {
  no_answer: 'لم يُجب الخادم. تحقّق من اتصالك ثم أعد المحاولة.',
  wrong_credentials: 'البريد الإلكتروني أو كلمة المرور غير صحيحة.',
  wrong_code: 'هذا الرمز خاطئ أو مستعمل. تتغير رموز التطبيق كل ٣٠ ثانية.',
  setup_code_invalid: 'رمز الإعداد في هذا الرابط غير صحيح أو سبق استخدامه. إعادة تشغيل الخادم تعطي رمزًا جديدًا.',
  setup_done: 'تم إعداد هذا الخادم من قبل. سجّل الدخول بدلًا من ذلك.',
  invitation_invalid: 'الدعوة غير معروفة أو مستخدمة أو منتهية. اطلب رابطًا جديدًا.',
  forbidden: 'دورك لا يسمح بذلك. اسأل مالك مساحة العمل أو أحد مشرفيها.',
  busy: 'الخادم مشغول. أعد المحاولة بعد لحظات.',
  name_taken: 'هذا الاسم مستعمل.',
  limit_reached: {
    zero: 'لا مكان لغيرها.',
    one: 'الحد الأقصى واحد.',
    two: 'الحد الأقصى اثنان. أزل أحدهما أولًا.',
    few: 'الحد الأقصى {count}. أزل واحدًا أولًا.',
    many: 'الحد الأقصى {count}. أزل واحدًا أولًا.',
    other: 'الحد الأقصى {count}. أزل واحدًا أولًا.',
  },
  not_found: 'لم يعد موجودًا: أزاله شخص آخر.',
  changed_meanwhile: 'غيّره شخص آخر في هذه الأثناء. راجعه ثم غيّره من جديد.',
  internal: 'حدث خطأ في الخادم. أعد المحاولة؛ سجلّ الخادم يذكر السبب.',
  rate_limited: {
    zero: 'محاولات كثيرة. أعد المحاولة الآن.',
    one: 'محاولات كثيرة. أعد المحاولة بعد ثانية واحدة.',
    two: 'محاولات كثيرة. أعد المحاولة بعد ثانيتين.',
    few: 'محاولات كثيرة. أعد المحاولة بعد {count} ثوانٍ.',
    many: 'محاولات كثيرة. أعد المحاولة بعد {count} ثانية.',
    other: 'محاولات كثيرة. أعد المحاولة بعد {count} ثانية.',
  },
  try_again: 'يمكنك المحاولة الآن.',
  page_not_found: 'لا توجد صفحة كهذه',
  page_not_found_lead: 'قد يكون العنوان من إصدار أقدم أو فيه خطأ.',
  to_inbox: 'إلى صندوق الوارد',
  broken: 'تعذّر عرض هذه الصفحة',
  broken_lead: 'إعادة التحميل تكفي عادةً. لم يضع شيء مما فعلته.',
  details: 'التفاصيل',
} satisfies Translation<English['errors']>

export const roles = {
  owner: 'مالك',
  admin: 'مشرف',
  moderator: 'مراقب',
  agent: 'موظف',
  user: 'مستخدم',
} satisfies Translation<English['roles']>

export const message_types = {
  text: 'رسالة',
  image: 'صورة',
  video: 'فيديو',
  audio: 'رسالة صوتية',
  file: 'مستند',
  sticker: 'ملصق',
  location: 'موقع',
  contacts: 'بطاقة اتصال',
  story_mention: 'أشار إليكم في قصة',
  story_reply: 'رد على قصتكم',
  share: 'شارك منشورًا',
  template: 'قالب',
  interactive: 'إجابة',
  postback: 'زر',
  order: 'طلب',
  system: 'إشعار',
  unsupported: 'لا يمكن عرض هذا النوع من الرسائل بعد',
} satisfies Translation<English['message_types']>

export const message_status = {
  received: 'وصلت',
  sending: 'قيد الإرسال',
  sent: 'أُرسلت',
  delivered: 'سُلّمت',
  read: 'قُرئت',
  failed: 'فشلت',
} satisfies Translation<English['message_status']>

export const reply_policy = {
  open: 'مفتوحة',
  tag_only: 'بوسم فقط',
  template_only: 'بقالب فقط',
  blocked: 'مغلقة',
} satisfies Translation<English['reply_policy']>
