import { betterAuth } from 'better-auth'
import { bearer } from 'better-auth/plugins/bearer'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { cookieNames } from './cookie-names.ts'
import { addressHeader } from './identity.ts'

export interface UserFacts {
  id: string
  name: string
  email: string
  image: string | null
}

export interface BetterAuthDeps {
  config: Pick<Config, 'http' | 'keys'>
  pool: pg.Pool
  logger: FastifyBaseLogger
  newId(): string
  /** The user has a new name, address or picture. */
  onUserChanged(user: UserFacts): Promise<void>
  /** In place of better-auth's own. */
  hashing?: PasswordHashing | undefined
}

export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(given: { hash: string; password: string }): Promise<boolean>
}

// When a session was last used is known to this much.
const usedWithin_s = 3_600

/**
 * Users, passwords, codes and sign-in sessions. Its tables are ours by name (migrations 0002 and 0011), its limits and
 * its routes are chosen in identity-routes.ts, and what a user may do is none of its business.
 */
export function openBetterAuth({ config, pool, logger, newId, onUserChanged, hashing }: BetterAuthDeps) {
  const isHttps = config.http.publicUrl.startsWith('https:')
  const names = cookieNames(config.http.publicUrl)
  const secure = { secure: isHttps }

  /** The browsers of this user that were asked to be remembered are asked for a code again. */
  async function forgetDevices(userId: string): Promise<void> {
    const text = `delete from auth_verifications where value = $1 and identifier like 'trust-device-%'`
    await pool.query({ name: 'forget-devices', text, values: [userId] })
  }

  return betterAuth({
    appName: 'Switchboard',
    baseURL: config.http.publicUrl,
    basePath: '/api/auth',
    secret: config.keys.sessions,
    trustedOrigins: [...config.http.origins],
    database: pool,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [bearer(), twoFactor({ schema: twoFactorSchema })],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      ...(hashing && { password: hashing }),
    },
    logger: {
      level: 'info', // at any other it also writes lines of its own to the console
      log: (level, message, ...details) => {
        if (level !== 'error' && level !== 'warn') return // they name addresses
        logger[level]({ err: details.find((detail) => detail instanceof Error) }, `better-auth: ${message}`)
      },
    },
    advanced: {
      useSecureCookies: false, // it would put a prefix of its own before our names
      cookies: {
        session_token: {
          name: names.session,
          attributes: { ...secure, httpOnly: true, sameSite: 'lax', path: '/' },
        },
        dont_remember: { name: names.sessionOnly, attributes: secure },
        two_factor: { name: names.challenge, attributes: secure },
        trust_device: { name: names.device, attributes: secure },
      },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // The migrations are ours and numbered; a test compares them with what this version expects.
      database: { generateId: () => newId(), validateSchema: false },
    },
    user: {
      modelName: 'auth_users',
      fields: {
        emailVerified: 'is_email_verified',
        image: 'image_url',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    session: {
      modelName: 'auth_sessions',
      expiresIn: 30 * 86_400,
      updateAge: usedWithin_s,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'auth_credentials',
      fields: {
        accountId: 'provider_user_id',
        providerId: 'provider',
        userId: 'user_id',
        password: 'password_hash',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'auth_verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    databaseHooks: {
      user: {
        update: {
          async after(user) {
            await onUserChanged({ ...user, image: user.image ?? null })
            if (!(user as { twoFactorEnabled?: boolean }).twoFactorEnabled) await forgetDevices(user.id)
          },
        },
      },
      // A password is all that is ever changed about a credential.
      account: { update: { after: ({ userId }) => forgetDevices(userId) } },
    },
  })
}

const twoFactorSchema = {
  user: { fields: { twoFactorEnabled: 'is_two_factor_enabled' } },
  twoFactor: {
    modelName: 'auth_two_factors',
    fields: {
      userId: 'user_id',
      backupCodes: 'recovery_codes',
      verified: 'is_verified',
      failedVerificationCount: 'failed_attempts',
      lockedUntil: 'locked_until',
    },
  },
}

export type BetterAuth = ReturnType<typeof openBetterAuth>
