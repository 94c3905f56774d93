/**
 * Writes voice notes down, where the operator has set up a recogniser of their own. Off unless `SPEECH_URL` is set: no
 * voice leaves this server otherwise. The protocol is that of the whisper.cpp server and of those compatible with it:
 * a form with `file`, `language` and `response_format`, answered by `{"text": "..."}`.
 * @see https://github.com/ggml-org/whisper.cpp/tree/master/examples/server
 */
import { z } from 'zod';

export type Voice = { bytes: Uint8Array; contentType: string };

/** @returns what was said; null when nothing could be made of it. Never throws. */
export type Recogniser = (voice: Voice, language: string | null) => Promise<string | null>;

export type SpeechConfig = { url: string; token?: string };

const answerSchema = z.object({ text: z.string().max(10_000) });
const mostMs = 60_000;

/** @param onFailure told why nothing was written down; never what was said. */
export function createRecogniser(config: SpeechConfig, onFailure: (reason: string) => void): Recogniser {
  return async (voice, language) => {
    try {
      const response = await fetch(config.url, {
        method: 'POST',
        body: formOf(voice, language),
        headers: config.token ? { authorization: `Bearer ${config.token}` } : {},
        redirect: 'error',
        signal: AbortSignal.timeout(mostMs),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const text = answerSchema.parse(await response.json()).text.trim();
      return text === '' ? null : text;
    } catch (error) {
      onFailure(error instanceof z.ZodError ? 'the answer has another form' : String(error));
      return null;
    }
  };
}

function formOf({ bytes, contentType }: Voice, language: string | null): FormData {
  const form = new FormData();
  const ending = contentType.split(';')[0]?.split('/')[1] ?? 'bin';
  form.set('file', new Blob([new Uint8Array(bytes)], { type: contentType }), `voice.${ending}`);
  form.set('response_format', 'json');
  form.set('language', language ?? 'auto');
  return form;
}
