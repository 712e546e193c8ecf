import { type Static, type TProperties, Type } from 'typebox'

const InvitationTrouble = Type.Union([
  Type.Literal('unknown'),
  Type.Literal('used'),
  Type.Literal('expired'),
  Type.Literal('revoked'),
  Type.Literal('other_address'),
])

/**
 * Every failure a client may see: what HTTP says, what a program may read, whether trying again can help, and the
 * sentence of docs/errors.md that says what to do. A test keeps that page equal to this table.
 */
export const catalogue = {
  bad_request: refusal(
    400,
    'The request does not have the shape the route asks for.',
    'Read `details.problems`; /api/docs shows the shape.',
    {
      problems: Type.Array(Type.Object({ path: Type.String(), problem: Type.String() })),
    },
  ),
  bad_cursor: refusal(400, 'The page cursor is not one this list gave out.', 'Start again without `cursor`.', {}),
  unauthenticated: refusal(
    401,
    'There is no session or token, or it is no longer valid.',
    'Sign in again, or ask for a new token with `POST /api/v1/token`.',
    {},
  ),
  wrong_credentials: refusal(
    401,
    'There is no user with this e-mail address and password.',
    'Check both; the answer does not say which of them is wrong.',
    {},
  ),
  wrong_code: refusal(
    401,
    'The code is wrong, or has been used.',
    'Wait for the next one of the app, or use a recovery code.',
    {},
  ),
  challenge_expired: refusal(
    401,
    'The sign-in that this code belongs to is over: it took too long, or too many codes were wrong.',
    'Sign in again with e-mail address and password.',
    {},
  ),
  two_factor_on: refusal(409, 'Codes are asked for at sign-in already.', 'Switch that off first.', {}),
  two_factor_off: refusal(409, 'No codes are asked for at sign-in.', 'Switch that on first.', {}),
  foreign_origin: refusal(
    403,
    'The request comes from a page of another site.',
    'Open the server under its PUBLIC_URL, or send a bearer token instead of a cookie.',
    {},
  ),
  user_exists: refusal(409, 'There is a user with this e-mail address already.', 'Sign in.', {}),
  bad_signature: refusal(
    401,
    'The webhook is not signed with a secret this server knows.',
    'Check META_APP_SECRET and META_INSTAGRAM_APP_SECRET.',
    {},
  ),
  forbidden: refusal(403, 'Your role does not allow this.', 'Ask an owner or admin of the workspace.', {
    permission: Type.String(),
  }),
  not_found: refusal(
    404,
    'There is no such thing, or you may not see it: the two answer alike.',
    'Check the id and the workspace of your token.',
    {},
  ),
  setup_code_invalid: refusal(
    403,
    'The setup code is wrong, used or expired.',
    'Use the link that the server printed; a restart prints a new one.',
    {},
  ),
  setup_done: refusal(409, 'This server has been set up already.', 'Sign in.', {}),
  account_exists: refusal(
    409,
    'This account is connected already.',
    'Open it in the workspace that holds it, or remove it there first.',
    {},
  ),
  member_exists: refusal(409, 'This person is a member already.', 'Change their role instead.', {}),
  name_taken: refusal(409, 'There is one of this name already.', 'Take another name.', {}),
  changed_meanwhile: refusal(
    409,
    'Somebody has changed this since it was read.',
    'Read it again, and make the change to what it is now.',
    {},
  ),
  limit_reached: refusal(409, 'There is no room for another one.', 'Remove one that nobody needs.', {
    limit: Type.Integer(),
  }),
  invitation_invalid: refusal(
    410,
    'The invitation is not open: unknown, used, expired, revoked, or for somebody else.',
    'Ask for a new link; `details.state` says which it is.',
    { state: InvitationTrouble },
  ),
  member_disabled: refusal(
    403,
    'Your membership of this workspace is switched off.',
    'Ask an owner or admin of the workspace.',
    { workspace_id: Type.String(), workspace_name: Type.String() },
  ),
  last_owner: refusal(409, 'A workspace keeps at least one owner.', 'Make somebody else owner first.', {}),
  not_replayable: refusal(
    409,
    'Only failed, ignored and unrecognised events can be replayed.',
    'Wait until it has been processed.',
    { state: Type.String() },
  ),
  payload_too_large: refusal(413, 'The body is larger than this route takes.', 'Send less at once.', {
    limit_bytes: Type.Integer(),
  }),
  unsupported_media_type: refusal(
    415,
    'The body is of a type this route does not take.',
    'Send JSON with `content-type: application/json`.',
    {},
  ),
  rate_limited: refusal(
    429,
    'Too many requests.',
    'Wait for `details.retry_after_ms`.',
    { retry_after_ms: Type.Integer() },
    { retry: true },
  ),
  internal: refusal(
    500,
    'Something here is broken; the log has it under `request_id`.',
    'Try again; if it stays, report the request id.',
    {},
    { retry: true },
  ),
  overloaded: refusal(
    503,
    'The server has more work than it can take on.',
    'Try again after `details.retry_after_ms`.',
    { retry_after_ms: Type.Integer() },
    { retry: true },
  ),
  database_unavailable: refusal(
    503,
    'The database cannot be reached.',
    'Try again; `/readyz` says when it is back.',
    { retry_after_ms: Type.Integer() },
    { retry: true },
  ),
} as const

export type ErrorCode = keyof typeof catalogue
export type ErrorDetails<C extends ErrorCode> = Static<(typeof catalogue)[C]['details']>

/**
 * An expected refusal. `message` is written for the person who will read it; programs read `code` and `details`.
 * Anything thrown that is not an AppError is a bug, and reaches the client as a bare 500.
 */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError'
  readonly code: C
  readonly details: ErrorDetails<C>
  constructor(code: C, details: ErrorDetails<C>, message: string = catalogue[code].meaning, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
  get status(): number {
    return catalogue[this.code].status
  }
  get retry(): boolean {
    return catalogue[this.code].retry
  }
  toJSON() {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/** What an error answer looks like on every route. */
export const ErrorBody = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
  request_id: Type.String(),
})
export type ErrorBody = Static<typeof ErrorBody>

function refusal<P extends TProperties>(
  status: number,
  meaning: string,
  remedy: string,
  details: P,
  { retry = false } = {},
) {
  return { status, meaning, remedy, retry, details: Type.Object(details) }
}
