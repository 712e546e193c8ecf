/**
 * How a connection ends. `resume`: the client may come back with its cursor. `token`: only with a new token.
 * 4000 + n says what HTTP would have said with status n. In a file of its own, without schemas, for clients that have to
 * be small.
 */
export const closeCodes = {
  normal: { code: 1000, resume: true, token: false },
  going_away: { code: 1001, resume: true, token: false },
  frame_too_big: { code: 1009, resume: true, token: false },
  bug: { code: 1011, resume: true, token: false },
  restarting: { code: 1012, resume: true, token: false },
  bad_frame: { code: 4400, resume: true, token: false },
  unauthenticated: { code: 4401, resume: true, token: true },
  forbidden: { code: 4403, resume: false, token: true },
  idle: { code: 4408, resume: true, token: false },
  replaced: { code: 4409, resume: false, token: false },
  too_slow: { code: 4410, resume: true, token: false },
  too_many_frames: { code: 4429, resume: true, token: false },
  unavailable: { code: 4503, resume: true, token: false },
} as const
export type CloseReason = keyof typeof closeCodes
