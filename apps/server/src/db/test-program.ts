// A server reduced to its storage, for tests that kill it: opens the data directory given, says what it does as lines
// of JSON, and closes on SIGTERM. `--as <uid>` gives up root's rights before anything is opened.
import { StartError } from './start-error.ts'
import { openStorage } from './storage.ts'

const [dir = '', flag, uid] = process.argv.slice(2)
if (flag === '--as') process.setuid?.(Number(uid))

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

try {
  const storage = await openStorage(
    { kind: 'embedded', dir },
    { onError: (error) => say({ error: error.message }), wake() {}, log: (sentence) => say({ log: sentence }) },
  )
  await storage.announce('http://localhost:4000')
  process.once('SIGTERM', () => void storage.close().then(() => process.exit(0)))
  say({ ready: true })
} catch (error) {
  if (!(error instanceof StartError)) throw error
  say({ refused: error.message })
  process.exitCode = 1
}
