/** The page's texts. Each live language has every one of them, as `bot:web.<key>`. */
export const pageTextKeys = [
  'title',
  'about',
  'choose-language',
  'continue',
  'menu',
  'start-again',
  'change-language',
  'forget',
  'forget-question',
  'forget-explained',
  'forget-yes',
  'forgotten',
  'cancel',
  'close',
  'leave',
  'leave-explained',
  'conversation',
  'write',
  'send',
  'photo',
  'voice',
  'voice-stop',
  'voice-cancel',
  'voice-failed',
  'recording',
  'location',
  'location-failed',
  'location-sent',
  'photo-sent',
  'voice-sent',
  'document-sent',
  'connecting',
  'connected',
  'offline',
  'sending',
  'received',
  'not-sent',
  'try-again',
  'typing',
  'you',
  'bot',
  'person',
  'new-messages',
  'choices',
  'chosen',
  'card',
  'card-show',
  'card-copy',
  'card-copied',
  'card-print',
  'too-large',
  'kind-not-kept',
  'deleted',
  'private',
  'open-chat',
] as const;

export type PageTextKey = (typeof pageTextKeys)[number];

/** @returns the text of this key in exactly this language, or null. The key has its namespace: `bot:web.send`. */
export type FindText = (language: string, key: string) => string | null;

/** All texts of one language. A text that is missing stays empty: another language is never put in its place. */
export function pageTexts(texts: FindText, language: string): Record<PageTextKey, string> {
  const entries = pageTextKeys.map((key) => [key, texts(language, `bot:web.${key}`) ?? '']);
  return Object.fromEntries(entries) as Record<PageTextKey, string>;
}
