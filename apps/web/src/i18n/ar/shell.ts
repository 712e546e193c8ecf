import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const rail = {
  label: 'التنقل الرئيسي',
  inbox: 'الوارد',
  inbox_unread: {
    zero: 'الوارد، لا محادثات غير مقروءة',
    one: 'الوارد، محادثة واحدة غير مقروءة',
    two: 'الوارد، محادثتان غير مقروءتين',
    few: 'الوارد، {count} محادثات غير مقروءة',
    many: 'الوارد، {count} محادثة غير مقروءة',
    other: 'الوارد، {count} محادثة غير مقروءة',
  },
  sandbox: 'البيئة التجريبية',
  settings: 'الإعدادات',
  you: 'أنت',
  you_as: 'قائمتك، {name}',
} satisfies Translation<English['rail']>

export const regions = {
  list: 'المحادثات',
  thread: 'المحادثة',
  panel: 'جهة الاتصال',
  resize_list: 'عرض القائمة',
  resize_panel: 'عرض لوحة جهة الاتصال',
} satisfies Translation<English['regions']>

export const connection = {
  live: 'مباشر',
  connecting: 'جارٍ الاتصال…',
  syncing: 'جارٍ المزامنة…',
  reconnecting: 'جارٍ إعادة الاتصال…',
  offline: 'غير متصل',
  unavailable: 'الخادم غير متاح',
  stopped: 'انقطع الاتصال',
  try: 'المحاولة {n}',
  try_in: 'المحاولة {n} بعد {seconds} ث',
  retry: 'المحاولة الآن',
} satisfies Translation<English['connection']>

export const strips = {
  sandbox: 'بيئة تجريبية: العملاء هنا مُحاكَون.',
  play_customer: 'العب دور العميل',
  offline: 'أنت غير متصل. ما تراه من قبل، ويبقى مقروءًا.',
  unavailable: 'لم يُجب الخادم منذ فترة. ما تراه من قبل.',
  update: 'إصدار جديد من هذه الصفحة جاهز.',
} satisfies Translation<English['strips']>

export const commands = {
  palette: 'الأوامر',
  keys: 'اختصارات لوحة المفاتيح',
  go_inbox: 'الذهاب إلى الوارد',
  go_settings: 'الذهاب إلى الإعدادات',
  go_sandbox: 'الذهاب إلى البيئة التجريبية',
  next_region: 'المنطقة التالية',
  previous_region: 'المنطقة السابقة',
  theme_system: 'المظهر: كالنظام',
  theme_light: 'المظهر: فاتح',
  theme_dark: 'المظهر: داكن',
  theme_contrast: 'المظهر: تباين عالٍ',
  sign_out: 'تسجيل الخروج',
  next_conversation: 'المحادثة التالية',
  previous_conversation: 'المحادثة السابقة',
  back_to_list: 'العودة إلى القائمة',
  archive: 'أرشفة أو استعادة',
  toggle_panel: 'لوحة جهة الاتصال',
} satisfies Translation<English['commands']>

export const command_groups = {
  go: 'الذهاب إلى',
  conversation: 'المحادثة',
  view: 'العرض',
  help: 'عام',
} satisfies Translation<English['command_groups']>

export const palette = {
  label: 'البحث في الأوامر والمحادثات',
  placeholder: 'ماذا تريد أن تفعل؟',
  commands: 'الأوامر',
  conversations: 'المحادثات',
  nothing: 'لا شيء مطابق.',
} satisfies Translation<English['palette']>

export const appearance = {
  theme: 'المظهر',
  language: 'اللغة',
  system: 'النظام',
  system_hint: 'كما ضُبط هذا الجهاز، والتباين كذلك.',
  light: 'فاتح',
  light_hint: 'للغرف المضيئة.',
  dark: 'داكن',
  dark_hint: 'للمساء.',
  contrast: 'تباين عالٍ',
  contrast_hint: 'حواف ونصوص قوية، فاتحة أو داكنة كالنظام.',
} satisfies Translation<English['appearance']>
