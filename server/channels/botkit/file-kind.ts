/** What a file is, by its first bytes: neither its name nor what the browser says of it is believed. */
import type { MediaKind } from '../../../bot';

export type FileKind = { contentType: string; kind: MediaKind };

type Signature = FileKind & { at: number; bytes: readonly number[] };

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const sign = (contentType: string, kind: MediaKind, at: number, bytes: readonly number[]): Signature => ({
  contentType,
  kind,
  at,
  bytes,
});

const signatures: readonly Signature[] = [
  sign('image/jpeg', 'image', 0, [0xff, 0xd8, 0xff]),
  sign('image/png', 'image', 0, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]),
  sign('image/webp', 'image', 8, ascii('WEBP')),
  sign('application/pdf', 'document', 0, ascii('%PDF-')),
  sign('audio/ogg', 'audio', 0, ascii('OggS')),
  // What phones record: Chrome and Firefox make WebM, Safari makes MP4.
  sign('audio/webm', 'audio', 0, [0x1a, 0x45, 0xdf, 0xa3]),
  sign('audio/mp4', 'audio', 4, ascii('ftypM4A')),
  sign('audio/mp4', 'audio', 4, ascii('ftypiso')),
  sign('audio/mp4', 'audio', 4, ascii('ftypmp4')),
  sign('audio/mpeg', 'audio', 0, ascii('ID3')),
  sign('audio/mpeg', 'audio', 0, [0xff, 0xfb]),
];

/** @returns what it is, or null for kinds that are not kept. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  const found = signatures.find(({ at, bytes: sought }) =>
    sought.every((byte, index) => bytes[at + index] === byte),
  );
  return found ? { contentType: found.contentType, kind: found.kind } : null;
}
