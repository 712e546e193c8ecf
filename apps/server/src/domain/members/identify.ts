import { AppError, type AuthFrame } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { redeemTicket } from './tickets.ts'
import type { Pass, Viewer } from './viewer.ts'

interface Deps {
  db: Db
  now(): Date
  accessTokens: { verify(token: string): Promise<{ pass: Pass; expires_at: Date }> }
  /** The member whom a pass speaks for, if they may still act. */
  findViewer(pass: Pass): Promise<Viewer | null>
}

// A ticket says nothing of how long its holder may stay; as long as a fresh token would.
const ticketHolderMs = 15 * 60_000

/**
 * Who speaks through a socket whose first frame this is, and until when they have to say so again. A ticket works once.
 * Refuses with `unauthenticated`.
 */
export async function identify(deps: Deps, { token, ticket }: AuthFrame): Promise<Viewer & { expires_at: Date }> {
  const { pass, expires_at } = token ? await deps.accessTokens.verify(token) : await redeem(deps, ticket)
  const viewer = await deps.findViewer(pass)
  if (!viewer) throw new AppError('unauthenticated', {})
  return { ...viewer, expires_at }
}

async function redeem(deps: Deps, ticket: string | undefined): Promise<{ pass: Pass; expires_at: Date }> {
  const pass = ticket ? await redeemTicket(deps, ticket) : null
  if (!pass) throw new AppError('unauthenticated', {})
  return { pass, expires_at: new Date(deps.now().getTime() + ticketHolderMs) }
}
