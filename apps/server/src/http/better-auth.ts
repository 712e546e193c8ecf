import { betterAuth } from 'better-auth'
import { bearer } from 'better-auth/plugins/bearer'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Config } from '../config.ts'
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
}

/**
 * Users, passwords and sign-in sessions. Its tables are ours by name (migrations/0002-identity.sql), its limits and
 * its routes are chosen in identity-routes.ts, and what a user may do is none of its business.
 */
export function openBetterAuth({ config, pool, logger, newId, onUserChanged }: BetterAuthDeps) {
  const isHttps = config.http.publicUrl.startsWith('https:')
  return betterAuth({
    appName: 'Switchboard',
    baseURL: config.http.publicUrl,
    basePath: '/api/auth',
    secret: config.keys.sessions,
    trustedOrigins: [...config.http.origins],
    database: pool,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [bearer()],
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    logger: {
      level: 'info', // at any other it also writes lines of its own to the console
      log: (level, message, ...details) => {
        if (level !== 'error' && level !== 'warn') return // they name addresses
        logger[level]({ err: details.find((detail) => detail instanceof Error) }, `better-auth: ${message}`)
      },
    },
    advanced: {
      // A `__Host-` cookie cannot be set by a neighbour under the same domain, but a browser takes it over https only.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: isHttps ? '__Host-switchboard_session' : 'switchboard_session',
          attributes: { secure: isHttps, httpOnly: true, sameSite: 'lax', path: '/' },
        },
        dont_remember: {
          name: isHttps ? '__Host-switchboard_session_only' : 'switchboard_session_only',
          attributes: { secure: isHttps },
        },
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
      updateAge: 86_400,
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
      user: { update: { after: (user) => onUserChanged({ ...user, image: user.image ?? null }) } },
    },
  })
}

export type BetterAuth = ReturnType<typeof openBetterAuth>
