const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cuts a text to at most `length` UTF-16 units without breaking a letter; an ellipsis shows that it was cut. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > length - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Splits a text at line ends, sentences or spaces into pieces of at most `length` UTF-16 units; nothing is lost. */
export function splitText(text: string, length: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > length) {
    const cut = cutAt(rest, length);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

function cutAt(text: string, length: number): number {
  const window = text.slice(0, length);
  for (const pattern of [/\n(?=[^\n]*$)/, /[.!?؟۔።](?=\s[^.!?؟۔።]*$)/u, /\s(?=\S*$)/]) {
    const found = pattern.exec(window);
    if (found && found.index > length / 3) return found.index + 1;
  }
  return wholeGraphemes(window);
}

function wholeGraphemes(window: string): number {
  let end = 0;
  for (const { segment, index } of graphemes.segment(window)) {
    // The last grapheme may go on beyond the window: leave it for the next piece.
    if (index + segment.length === window.length && index > 0) break;
    end = index + segment.length;
  }
  return Math.max(end, 1);
}
