let context: AudioContext | null = null

/** Two short tones, quiet ones. A browser that nobody has touched yet plays nothing, and that is its right. */
export async function playSound(): Promise<void> {
  try {
    context ??= new AudioContext()
    if (context.state !== 'running') await withinSeconds(3, context.resume())
    if (context.state !== 'running') return
    tone(context, 660, context.currentTime)
    tone(context, 880, context.currentTime + 0.09)
  } catch {
    context = null // no sound on this machine
  }
}

function tone(audio: AudioContext, frequency: number, at: number): void {
  const oscillator = new OscillatorNode(audio, { frequency, type: 'sine' })
  const volume = new GainNode(audio, { gain: 0 })
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.08, at + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.16)
  oscillator.connect(volume).connect(audio.destination)
  oscillator.start(at)
  oscillator.stop(at + 0.17)
}

/** Where it is not allowed, `resume` resolves when it is: perhaps hours later, when nobody wants to hear it any more. */
function withinSeconds(seconds: number, promise: Promise<void>): Promise<void> {
  return Promise.race([promise, new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000))])
}
