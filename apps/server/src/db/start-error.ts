/**
 * The server cannot start, and a person can do something about it. The message is one sentence with the remedy, ready
 * to be printed without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError'
}
