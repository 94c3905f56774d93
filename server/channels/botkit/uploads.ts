/**
 * Files on their way: in memory only, at most ten minutes, until the message that names them is kept and the store
 * has taken them (encrypted). A restart in between loses them; the page still has the file and sends it again.
 */
import type { InboundMedia } from '../channel';
import { MediaError } from '../errors';
import { type FileKind, fileKind } from './file-kind';
import type { WebLimits } from './limits';

/** `bytes` null: the store has them; the id is still known, so that the message can be sent once more. */
type Upload = FileKind & { token: string; bytes: Uint8Array | null; until: number };

export type Uploads = {
  /** @param id made by the page: the same file sent again is one file. @throws MediaError */
  add(token: string, id: string, bytes: Uint8Array): FileKind;
  /** @returns the file as part of a message, or null when it is not there or somebody else's. */
  find(token: string, id: string): InboundMedia | null;
  /** @throws MediaError when it is not there any more. */
  fetch(media: InboundMedia): { bytes: Uint8Array; contentType: string };
  /** The store has the bytes: memory lets go of them. */
  drop(media: InboundMedia): void;
};

const scheme = 'upload:';

export function createUploads(limits: WebLimits, now: () => number): Uploads {
  const kept = new Map<string, Upload>();
  const forgetOld = () => {
    for (const [id, upload] of kept) if (upload.until <= now()) kept.delete(id);
  };
  const total = () => [...kept.values()].reduce((sum, upload) => sum + (upload.bytes?.length ?? 0), 0);
  const idOf = (media: InboundMedia) => media.url.slice(scheme.length);
  return {
    add(token, id, bytes) {
      forgetOld();
      if (bytes.length > limits.uploadBytes) throw new MediaError('too-large');
      const found = fileKind(bytes);
      if (!found) throw new MediaError('kind-not-kept');
      const before = kept.get(id);
      if (before && before.token !== token) throw new MediaError('not-available');
      if (total() + bytes.length > limits.uploadMemory) throw new MediaError('not-available');
      kept.set(id, { ...found, token, bytes, until: now() + limits.uploadMs });
      return found;
    },
    find(token, id) {
      forgetOld();
      const upload = kept.get(id);
      if (upload?.token !== token) return null;
      return { url: `${scheme}${id}`, contentType: upload.contentType, kind: upload.kind };
    },
    fetch(media) {
      forgetOld();
      const upload = kept.get(idOf(media));
      if (!upload?.bytes) throw new MediaError('not-available');
      return { bytes: upload.bytes, contentType: upload.contentType };
    },
    drop(media) {
      const upload = kept.get(idOf(media));
      if (upload) upload.bytes = null;
    },
  };
}
