import { AppError, type Setup } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { hashOf, makeSecret } from './one-time.ts'
import { findUser, insertUser } from './users.ts'
import { createWorkspace, type UserFacts } from './workspace.ts'

export interface SetupDeps {
  db: Db
  newId(): string
  identity: {
    hashPassword(password: string): Promise<string>
    verifyPassword(password: string, hash: string): Promise<boolean>
  }
  /** Null: the platforms are the real ones. */
  sandbox: { connect(workspaceId: string): Promise<void> } | null
}

export async function isSetupNeeded(db: Kysely<Schema>): Promise<boolean> {
  return !(await db.selectFrom('workspaces').select('id').where('is_home', '=', true).executeTakeFirst())
}

/** A code for the first run. It works once, on every node, until the server is set up. */
export async function issueSetupCode({ db }: Pick<SetupDeps, 'db'>): Promise<string> {
  const { secret, hash } = makeSecret()
  await db.read.insertInto('setup_codes').values({ hash }).execute()
  return secret
}

/**
 * The first run: its owner, the home workspace and, with `sandbox`, the emulated accounts. Whoever brings a code that
 * this server has printed may do it, once. Refuses with `setup_done` and `setup_code_invalid`.
 */
export async function setUp(deps: SetupDeps, { code, ...draft }: Setup): Promise<{ workspace_id: string }> {
  const hash = hashOf(code)
  await refuseCode(deps.db.read, hash) // before the password costs us anything
  return establish(deps, draft, async (tx) => {
    await refuseCode(tx, hash)
    const { numDeletedRows } = await tx.deleteFrom('setup_codes').executeTakeFirst()
    if (numDeletedRows === 0n) throw new AppError('setup_done', {}) // somebody was quicker while this one waited
  })
}

/** The same for a server whose settings name its owner. Does nothing where that has been done. */
export async function setUpUnattended(deps: SetupDeps, owner: { email: string; password: string }): Promise<void> {
  if (!(await isSetupNeeded(deps.db.read))) return
  const name = owner.email.split('@')[0]!
  await establish(deps, { ...owner, name, workspace_name: 'My workspace' }, async () => {}).catch((error: unknown) => {
    // Another node was quicker.
    if (!(error instanceof AppError && error.code === 'setup_done')) throw error
  })
}

async function establish(
  deps: SetupDeps,
  draft: Omit<Setup, 'code'>,
  admit: (tx: Tx) => Promise<void>,
): Promise<{ workspace_id: string }> {
  const { workspace_name: name, language = 'en', time_zone = 'UTC' } = draft
  const is_sandbox = deps.sandbox !== null && (draft.sandbox ?? true)
  const password_hash = await deps.identity.hashPassword(draft.password)
  const workspace_id = await deps.db
    .transaction(async (tx) => {
      if (!(await isSetupNeeded(tx))) throw new AppError('setup_done', {})
      await admit(tx)
      const owner = await findOrInsertOwner(deps, tx, draft, password_hash)
      const workspace = await createWorkspace(deps, tx, owner, { name, language, time_zone, is_sandbox, is_home: true })
      return workspace.id
    })
    .catch((error: unknown) => {
      // Two at the same moment: the index on the one home workspace has let the other through.
      if ((error as { constraint?: string }).constraint !== 'workspaces_home') throw error
      throw new AppError('setup_done', {})
    })
  if (is_sandbox) await deps.sandbox?.connect(workspace_id)
  return { workspace_id }
}

/** Somebody may have signed up under this address before; then it has to be the same person. */
async function findOrInsertOwner(
  deps: SetupDeps,
  tx: Tx,
  { name, email, password }: Pick<Setup, 'name' | 'email' | 'password'>,
  password_hash: string,
): Promise<UserFacts> {
  const inserted = await insertUser(deps, tx, { name, email, password_hash })
  if (inserted) return inserted
  const known = await findUser(tx, email)
  if (!known?.password_hash || !(await deps.identity.verifyPassword(password, known.password_hash))) {
    throw new AppError(
      'wrong_credentials',
      {},
      'This address has a user already: give their password, or another address.',
    )
  }
  return known
}

async function refuseCode(db: Kysely<Schema>, hash: Buffer): Promise<void> {
  const known = await db.selectFrom('setup_codes').select('hash').where('hash', '=', hash).executeTakeFirst()
  // Asked second: whoever sets the server up takes the codes with them, and a code that is gone for that is not wrong.
  if (!(await isSetupNeeded(db))) throw new AppError('setup_done', {})
  if (!known) throw new AppError('setup_code_invalid', {})
}
