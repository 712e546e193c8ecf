/** One voice at a time: who begins silences the one before. */
let speaking: HTMLAudioElement | null = null

/** How far each was heard, and how fast people like them, as long as the page lives. */
const heard = new Map<string, number>()
export const speeds = [1, 1.5, 2] as const
export type Speed = (typeof speeds)[number]
let speed: Speed = 1

export async function speak(audio: HTMLAudioElement): Promise<void> {
  if (speaking !== audio) speaking?.pause()
  speaking = audio
  audio.playbackRate = speed
  await audio.play()
}

export const heardUntil = (id: string): number => heard.get(id) ?? 0

export function keepHeard(id: string, seconds: number): void {
  heard.set(id, seconds)
}

export const currentSpeed = (): Speed => speed

export function nextSpeed(): Speed {
  speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length]!
  if (speaking) speaking.playbackRate = speed
  return speed
}
