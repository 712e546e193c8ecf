/** Something for whoever typed the command: what is wrong and what to do. */
export class CliFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CliFailure'
  }
}
