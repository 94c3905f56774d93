/**
 * What every channel promises the outbox, whatever carries it. Run by each implementation's own test:
 * `channelContract('whatsapp on Twilio', async () => harness)`.
 */
import type { Part } from '../../bot';
import type { Channel, OutboundMessage } from '../../server/channels/channel';
import { MediaError } from '../../server/channels/errors';

/** A message as the person sees it. */
export type SeenMessage = { text: string; choices: { id: string; title: string }[] };

export type ChannelHarness = {
  channel: Channel;
  /** An address of this channel that can be written to. */
  address: string;
  /** What this person has got, oldest first. */
  seen(): SeenMessage[];
  /** Absent where a send cannot fail between us and the person. */
  failures?: {
    /** The next send is accepted, but we never hear of it. */
    loseNextAnswer(): void;
    /** The next send is refused for now. */
    throttleNext(): void;
    /** The person no longer wants messages. */
    optOut(): void;
    /** Nobody is there to ask whether a message was accepted. */
    breakNextLookUp(): void;
  };
  /** An address of a file that is not there. */
  missingFile: string;
  close(): Promise<void>;
};

const choices = [
  { id: 'topic:home', title: 'Wonen' },
  { id: 'command:person', title: 'Een mens' },
];
const plain = 'Wat zoek je?\n1 Wonen\n2 Een mens';
const text: Part = { type: 'text', text: 'Goeiedag\n\nأهلا 👋' };
const buttons: Part = { type: 'buttons', text: 'Wat zoek je?', buttons: choices, plain };
const list: Part = { type: 'list', text: 'Wat zoek je?', button: 'Kies', items: choices, plain };

export function channelContract(name: string, open: () => Promise<ChannelHarness>): void {
  describe(`the contract of a channel: ${name}`, () => {
    let harness: ChannelHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    const message = (part: Part, id = 'turn-1:0.0'): OutboundMessage => ({
      id,
      address: harness.address,
      language: 'nl',
      part,
    });

    test('its profile is of its kind', () => {
      expect(harness.channel.profile.kind).toBe(harness.channel.kind);
    });

    test('a text arrives as it was written, once', async () => {
      const result = await harness.channel.send(message(text));
      expect(result).toEqual({ type: 'sent', providerId: expect.stringMatching(/.+/) });
      expect(harness.seen()).toEqual([{ text: 'Goeiedag\n\nأهلا 👋', choices: [] }]);
    });

    test.each([
      ['buttons', buttons],
      ['a list', list],
    ])('%s can be chosen from, or are numbered', async (_, part) => {
      expect(await harness.channel.send(message(part))).toMatchObject({ type: 'sent' });
      const interactive = harness.channel.profile.interactive !== undefined;
      expect(harness.seen()).toEqual([
        interactive ? { text: 'Wat zoek je?', choices } : { text: plain, choices: [] },
      ]);
    });

    test('two messages have two provider ids', async () => {
      const first = await harness.channel.send(message(text, 'a'));
      const second = await harness.channel.send(message(text, 'b'));
      expect(first).not.toEqual(second);
    });

    test('a message that was never sent is absent', async () => {
      const since = new Date().toISOString();
      const answer = await harness.channel.lookUp(message(text, 'never'), since, new Set());
      expect(answer).toEqual({ type: 'absent' });
    });

    test('typing never fails, not even for a message nobody knows', async () => {
      await expect(harness.channel.typing('no such message')).resolves.toBeUndefined();
    });

    test('a file that is not there is a MediaError', async () => {
      const media = { url: harness.missingFile, contentType: 'image/jpeg', kind: 'image' as const };
      await expect(harness.channel.fetchMedia(media)).rejects.toBeInstanceOf(MediaError);
    });

    test('a template nobody approved is not there', async () => {
      expect((await harness.channel.hasTemplate?.('no_such_template', 'nl')) ?? false).toBe(false);
    });

    test('a send whose answer was lost is ambiguous, and found when looked up', async () => {
      if (!harness.failures) return;
      harness.failures.loseNextAnswer();
      const since = new Date().toISOString();
      const result = await harness.channel.send(message(buttons));
      expect(result).toMatchObject({ type: 'failed', error: { code: 'ambiguous' } });
      expect(harness.seen()).toHaveLength(1);
      expect(await harness.channel.lookUp(message(buttons), since, new Set())).toMatchObject({
        type: 'found',
      });
      expect(harness.seen()).toHaveLength(1);
    });

    test('a send refused for now says so, and has sent nothing', async () => {
      if (!harness.failures) return;
      harness.failures.throttleNext();
      expect(await harness.channel.send(message(text))).toMatchObject({ error: { code: 'throttled' } });
      expect(harness.seen()).toHaveLength(0);
    });

    test('a person who opted out gets nothing, and we are told', async () => {
      if (!harness.failures) return;
      harness.failures.optOut();
      expect(await harness.channel.send(message(text))).toMatchObject({ error: { code: 'opted-out' } });
      expect(harness.seen()).toHaveLength(0);
    });

    test('a look-up that cannot be made is unavailable, not absent', async () => {
      if (!harness.failures) return;
      harness.failures.breakNextLookUp();
      const answer = await harness.channel.lookUp(message(text), new Date().toISOString(), new Set());
      expect(answer).toEqual({ type: 'unavailable' });
    });
  });
}
