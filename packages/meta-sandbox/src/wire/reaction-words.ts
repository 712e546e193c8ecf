const words: Record<string, string> = {
  '😆': 'smile',
  '😂': 'smile',
  '😠': 'angry',
  '😡': 'angry',
  '😢': 'sad',
  '😮': 'wow',
  '❤': 'love',
  '😍': 'love',
  '👍': 'like',
  '👎': 'dislike',
}

/** Messenger's word for an emoji; whatever has none is `other`. */
export function reactionWord(emoji: string): string {
  return words[emoji.replace('\ufe0f', '')] ?? 'other'
}
