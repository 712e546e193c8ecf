import { randomUUID } from 'node:crypto'
import type { ConversationView, Page } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { TestSocket } from '../src/live/testing.ts'
import { startWorld, type WorldMember } from './index.ts'

async function listen(member: WorldMember): Promise<TestSocket> {
  const socket = new TestSocket(`${member.url.replace('http', 'ws')}/api/v1/realtime`)
  await socket.until('hello')
  socket.send({ op: 'auth', token: member.token })
  await socket.until('ready')
  return socket
}

describe('typing', () => {
  it('[L24] in a conversation with a customer is told to the team, and to nobody else', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.sandbox.customer('whatsapp', 'ada')
    await ada.say('hello')
    await world.idle()
    const [conversation] = (await world.owner.get<Page<ConversationView>>('/conversations')).body.items
    const [typist, agent, user] = await Promise.all([
      listen(world.owner),
      listen(await world.member('agent')),
      listen(await world.member('user', 'user')),
    ])
    const stranger = await listen((await world.workspace('others')).owner)

    user.send({ op: 'typing', conversation_id: conversation!.id, is_typing: true })
    stranger.send({ op: 'typing', conversation_id: conversation!.id, is_typing: true })
    typist.send({ op: 'typing', conversation_id: randomUUID(), is_typing: true })
    typist.send({ op: 'typing', conversation_id: 'no id at all', is_typing: true })
    await Promise.all([user, stranger, typist].map((socket) => socket.answered()))
    typist.send({ op: 'typing', conversation_id: conversation!.id, is_typing: true })

    expect(await agent.until('volatile')).toEqual({
      op: 'volatile',
      type: 'typing',
      data: { conversation_id: conversation!.id, member_id: world.owner.id, is_typing: true },
    })
    for (const socket of [typist, user, stranger]) {
      await socket.answered()
      expect(socket.of('volatile')).toEqual([])
      expect(socket.isClosed).toBe(false)
      socket.ws.terminate()
    }
    agent.ws.terminate()
  })
})
