/** Every number of the gateway; docs/spec/live.md says what they are for. */
export const defaultLimits = {
  authMs: 5_000,
  /** From the first frame to `ready`. */
  startMs: 15_000,
  firstFrameBytes: 4 * 1024,
  frameBytes: 64 * 1024,
  framesPerSecond: 30,
  frameBurst: 60,

  connectionsPerMember: 10,
  waitingPerAddress: 20,
  /** As many as a restart brings back at once: whom there is no room for waits seconds for another try. */
  waiting: 5_000,
  handshakesPerSecond: 500,
  /** After a restart everybody comes back at once, and is to be back within a second or two. */
  handshakeBurst: 5_000,

  heartbeatMs: 25_000,
  heartbeatSpreadMs: 5_000,
  missedHeartbeats: 2,
  /** A log that has not been readable for so long is not vouched for by heartbeats. */
  staleLogMs: 10_000,

  expiryGraceMs: 30_000,
  revocationMs: 3_000,
  /** From our close frame to giving up waiting for theirs. */
  closeMs: 5_000,

  holdBytes: 256 * 1024,
  closeBytes: 4 * 1024 * 1024,
  holdMs: 30_000,

  pageEvents: 500,
  frameEvents: 500,
  frameCharacters: 256 * 1024,

  /** How long pushing may keep the process from everything else, and after how many pushes to look at the clock. */
  sliceMs: 10,
  slicePushes: 64,

  volatileMs: 2_000,
  /** Whoever has more than this waiting gets no typing and no presence. */
  volatileBytes: 16 * 1024,
  presenceMembers: 500,
}
export type Limits = typeof defaultLimits
