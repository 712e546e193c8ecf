// Prints every message of an inbox as it comes: node packages/sdk/examples/tail-inbox.ts URL EMAIL PASSWORD [CODE]
import { createClient, createRequests } from '@switchboard/sdk'

const [url = 'http://localhost:3000', email = '', password = '', code = ''] = process.argv.slice(2)
const { auth } = createRequests({ url })
const answer = await auth.signIn({ email, password })
const { token } = 'token' in answer ? answer : await auth.verifyCode({ code, challenge: answer.challenge })
const client = createClient({ url, session_token: token })

client.onEvent((event) => {
  if (event.type !== 'new_message') return
  const { sent_at, platform, sender, text, type } = event.data
  console.log(`${sent_at} ${platform} ${sender.name ?? 'somebody'}: ${text ?? `[${type}]`}`)
})

client.connection.subscribe(() => {
  const { status } = client.connection
  console.error(`(${status.is}${status.is === 'stopped' ? `: ${status.reason}` : ''})`)
  if (status.is === 'stopped') client.close()
})

process.once('SIGINT', () => client.close())
client.connect()
