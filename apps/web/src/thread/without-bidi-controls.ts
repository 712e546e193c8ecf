// They turn the reading order round inside a line: `exe.gpj` for `jpg.exe`.
const controls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** A name that reads as it is written, wherever it came from. */
export function withoutBidiControls(name: string): string {
  return name.replace(controls, '')
}
