export const common = {
  close: 'Close',
  dismiss: 'Dismiss',
  undo: 'Undo',
  try_again: 'Try again',
  reload: 'Reload',
  continue: 'Continue',
  back: 'Back',
  skip: 'Skip',
  copy: 'Copy',
  copied: 'Copied',
  copy_link: 'Copy link',
  loading: 'Loading…',
  notices: 'Notices',
  show_password: 'Show password',
  hide_password: 'Hide password',
  unknown_customer: 'Unknown customer',
} as const

export const errors = {
  no_answer: 'The server did not answer. Check your connection and try again.',
  wrong_credentials: 'The e-mail address or the password is wrong.',
  wrong_code: 'This code is wrong or used. Codes of the app change every 30 seconds.',
  setup_code_invalid:
    'The setup code in this link is wrong or has been used. A restart of the server prints a fresh one.',
  setup_done: 'This server has been set up already. Sign in instead.',
  invitation_invalid: 'The invitation is unknown, used or expired. Ask for a new link.',
  forbidden: 'Your role does not allow this. Ask an owner or admin of the workspace.',
  busy: 'The server is busy. Try again in a moment.',
  name_taken: 'There is one of this name already.',
  limit_reached: { one: 'There can be at most {count}.', other: 'There can be at most {count}. Remove one first.' },
  not_found: 'It is gone: somebody else has removed it.',
  changed_meanwhile: 'Somebody else has changed this meanwhile. Look at it, and change it again.',
  internal: 'Something went wrong on the server. Try again; its log says what it was.',
  rate_limited: {
    one: 'Too many attempts. Try again in {count} second.',
    other: 'Too many attempts. Try again in {count} seconds.',
  },
  try_again: 'You can try again now.',
  page_not_found: 'There is no such page',
  page_not_found_lead: 'The address may be from an older version, or mistyped.',
  to_inbox: 'To the inbox',
  broken: 'This page could not be shown',
  broken_lead: 'Reloading usually helps. Nothing that you did is lost.',
  details: 'Details',
} as const

export const roles = {
  owner: 'Owner',
  admin: 'Admin',
  moderator: 'Moderator',
  agent: 'Agent',
  user: 'User',
} as const

export const message_types = {
  text: 'Message',
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  file: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact card',
  story_mention: 'Mentioned you in a story',
  story_reply: 'Replied to your story',
  share: 'Shared a post',
  template: 'Template',
  interactive: 'Answer',
  postback: 'Button',
  order: 'Order',
  system: 'Notice',
  unsupported: 'This kind of message cannot be shown yet',
} as const

export const message_status = {
  received: 'Received',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Failed',
} as const

export const reply_policy = {
  open: 'Open',
  tag_only: 'With a tag only',
  template_only: 'With a template only',
  blocked: 'Closed',
} as const
