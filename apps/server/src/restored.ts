import { readConfig } from './config.ts'
import { StartError } from './db/start-error.ts'
import { openStorage } from './db/storage.ts'

// `npm run restored`, once after a backup was put back and before the server starts. The restored log gives out
// positions again that clients have seen already, for other events. A new epoch makes every client that knows the old
// one begin again from a snapshot instead of skipping what it takes for known.
try {
  const storage = await openStorage(readConfig(process.env).database, {
    onError: (error) => console.error(error.message),
    wake() {},
    log: (sentence) => console.error(sentence),
  })
  const { rowCount } = await storage.db.pool.query('update workspaces set epoch = gen_random_uuid()')
  await storage.close()
  console.log(`New epochs: ${rowCount}. Clients start again from a snapshot.`)
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exitCode = 1
}
