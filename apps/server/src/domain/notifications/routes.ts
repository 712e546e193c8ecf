import {
  ChangeNotificationSettings,
  EndPushSubscription,
  NotificationSettings,
  PushKey,
  PushSubscription,
} from '@switchboard/protocol'
import { Type } from 'typebox'
import type { Routes } from '../../http/routes.ts'
import { changeSettings, readSettings } from './settings.ts'
import { subscribe, unsubscribe } from './subscribe.ts'

const tags = ['notifications']

/** For members, about themselves. */
export const notificationRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/notification_settings',
    { schema: { tags, summary: 'How do I hear of new messages', response: { 200: NotificationSettings } } },
    async (request) => readSettings(deps.db.read, request.viewer),
  )

  api.patch(
    '/notification_settings',
    {
      schema: {
        tags,
        summary: 'Change how I hear of new messages',
        body: ChangeNotificationSettings,
        response: { 200: NotificationSettings },
      },
    },
    async (request) => changeSettings(deps, request.viewer, request.body),
  )

  api.get(
    '/push/key',
    { schema: { tags, summary: 'The key that a browser subscribes with', response: { 200: PushKey } } },
    async () => ({ public_key: deps.pushes.publicKey }),
  )

  api.post(
    '/push/subscriptions',
    {
      schema: {
        tags,
        summary: 'Send pushes to this browser',
        description: 'Ends with the session that asks. A page says it again whenever it starts.',
        body: PushSubscription,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await subscribe(deps, request.viewer, request.body)
      return reply.code(204).send(null)
    },
  )

  api.delete(
    '/push/subscriptions',
    {
      schema: {
        tags,
        summary: 'Send no more pushes to this browser',
        body: EndPushSubscription,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await unsubscribe(deps, request.viewer, request.body.endpoint)
      return reply.code(204).send(null)
    },
  )
}
