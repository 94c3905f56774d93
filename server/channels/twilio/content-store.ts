/** Contents made at Twilio, one for each form, kept by hash and never made twice. */
import type { Logger } from '../../log';
import type { Repositories } from '../../store/store';
import type { TwilioApi } from './api';
import type { ContentMessage } from './content';
import { sendErrorOf } from './failure';

export type Settings = Pick<Repositories['settings'], 'get' | 'put'>;

export type ContentStore = {
  /** @returns the sid of the form, or undefined when Twilio could not make it now. */
  sidOf(message: ContentMessage): Promise<string | undefined>;
  /** Twilio no longer knows it (deleted in its console): it is made again next time. */
  forget(message: ContentMessage): Promise<void>;
};

/** After a failure the form is left alone this long; its messages go as numbered text meanwhile. */
const pauseMs = 60_000;

export function createContentStore(dependencies: {
  api: Pick<TwilioApi, 'createContent'>;
  settings: Settings;
  log: Logger;
  now(): Date;
}): ContentStore {
  const { api, settings, log, now } = dependencies;
  /** Under way in this process: two sends of the same form wait for one creation. */
  const underWay = new Map<string, Promise<string | undefined>>();
  const pausedUntil = new Map<string, number>();

  const make = async ({ hash, definition }: ContentMessage): Promise<string | undefined> => {
    try {
      const kept = await settings.get(nameOf(hash));
      if (kept) return kept;
      const sid = await api.createContent(definition);
      await settings.put(nameOf(hash), sid);
      log.info({ content: sid, form: hash }, 'content made');
      return sid;
    } catch (error) {
      const { code, providerCode } = sendErrorOf(error);
      pausedUntil.set(hash, now().getTime() + pauseMs);
      log.warn({ form: hash, code, providerCode }, 'content not made, the message goes as text');
      return undefined;
    }
  };

  return {
    sidOf(message) {
      const { hash } = message;
      if ((pausedUntil.get(hash) ?? 0) > now().getTime()) return Promise.resolve(undefined);
      const running = underWay.get(hash);
      if (running) return running;
      const making = make(message).finally(() => underWay.delete(hash));
      underWay.set(hash, making);
      return making;
    },
    forget: ({ hash }) => settings.put(nameOf(hash), ''),
  };
}

const nameOf = (hash: string): string => `content:${hash}`;
