/** Stand-in until the trained understanding is wired: knows no topic. */
import type { Places } from '../../bot';
import type { Understanding } from './release';

export async function loadUnderstanding(
  _root: string,
  _file: string,
  _places: Places,
  _onProgress: (text: string) => void,
): Promise<Understanding> {
  return {
    understand: (text, { language }) => ({
      language: {
        code: language ?? (/[\u0600-\u06ff]/.test(text) ? 'ar' : 'fr'),
        confidence: 1,
        doubtful: false,
        romanised: false,
      },
      kind: 'unknown',
      topic: null,
      command: null,
      danger: null,
      decision: 'handoff',
      confidence: 0,
      candidates: [],
      polarity: null,
    }),
    findEntities: () => ({ dates: [], number: null, places: [], status: null }),
  };
}
