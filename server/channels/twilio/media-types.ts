/** The kinds of file we keep, each recognised by its first bytes and not only by what it says it is. */

type Bytes = Uint8Array;

const startsWith = (bytes: Bytes, signature: readonly number[], offset = 0): boolean =>
  signature.every((byte, index) => bytes[offset + index] === byte);
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const says = (text: string, offset = 0): ((bytes: Bytes) => boolean) => {
  const signature = ascii(text);
  return (bytes) => startsWith(bytes, signature, offset);
};

/** ISO base media: MP4, M4A, 3GP. */
const isIsoMedia = says('ftyp', 4);
const isMp3 = (bytes: Bytes): boolean =>
  says('ID3')(bytes) || (bytes[0] === 0xff && [0xfb, 0xfa, 0xf3, 0xf2].includes(bytes[1] ?? 0));
const isAac = (bytes: Bytes): boolean =>
  isIsoMedia(bytes) || says('ADIF')(bytes) || (bytes[0] === 0xff && [0xf1, 0xf9].includes(bytes[1] ?? 0));
const isJpeg = (bytes: Bytes): boolean => startsWith(bytes, [0xff, 0xd8, 0xff]);
const isOgg = says('OggS');
const isText = (bytes: Bytes): boolean => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a program from a text
    return !/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text);
  } catch {
    return false;
  }
};
const isVcard = (bytes: Bytes): boolean =>
  isText(bytes) && /^\uFEFF?\s*BEGIN:VCARD/i.test(new TextDecoder().decode(bytes.subarray(0, 64)));

/** @see https://www.twilio.com/docs/messaging/guides/accepted-mime-types */
const kept: Readonly<Record<string, (bytes: Bytes) => boolean>> = {
  'image/jpeg': isJpeg,
  'image/jpg': isJpeg,
  'image/png': (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/webp': (bytes) => says('RIFF')(bytes) && says('WEBP', 8)(bytes),
  'application/pdf': says('%PDF-'),
  'audio/ogg': isOgg,
  'application/ogg': isOgg,
  'audio/opus': isOgg,
  'audio/amr': says('#!AMR'),
  'audio/mpeg': isMp3,
  'audio/mp3': isMp3,
  'audio/mp4': isIsoMedia,
  'audio/m4a': isIsoMedia,
  'audio/x-m4a': isIsoMedia,
  'audio/aac': isAac,
  'audio/3gpp': isIsoMedia,
  'video/mp4': isIsoMedia,
  'video/3gpp': isIsoMedia,
  'text/vcard': isVcard,
  'text/x-vcard': isVcard,
  'text/plain': isText,
};

/** @returns the type without its parameters, in lower case: `audio/ogg; codecs=opus` -> `audio/ogg`. */
export const bareType = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

export const isKeptType = (contentType: string): boolean => Object.hasOwn(kept, bareType(contentType));

/** Whether the bytes are of the type they are said to be, and of a kind we keep. */
export function isWhatItSays(bytes: Bytes, contentType: string): boolean {
  return isKeptType(contentType) && kept[bareType(contentType)]?.(bytes) === true;
}
