/** Languages of the console: what staff read. What contacts read is another matter and comes from the release. */

export const uiLanguages = ['fr', 'nl', 'de', 'en'] as const;
export type UiLanguage = (typeof uiLanguages)[number];

const isUiLanguage = (code: string): code is UiLanguage => (uiLanguages as readonly string[]).includes(code);

/**
 * @param header `Accept-Language`, e.g. `nl-BE,nl;q=0.9,en;q=0.5`.
 * @returns the first language of the console the reader likes best; English when none is named.
 */
export function readerLanguage(header: string | undefined): UiLanguage {
  const wishes = (header ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { code: tag.slice(0, 2), quality: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .sort((a, b) => b.quality - a.quality);
  for (const { code, quality } of wishes) if (quality > 0 && isUiLanguage(code)) return code;
  return 'en';
}
