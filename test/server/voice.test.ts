/** Voice notes: a person listens, unless a recogniser is set up; then nothing counts before the person has confirmed it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRecogniser, type Recogniser } from '../../server/speech/recogniser';
import { startEngine } from '../support/engine';
import { smallRelease } from '../support/small-release';

const release = smallRelease({
  topics: [
    { id: 'one', area: 'cpas', neighbours: [], sentences: [{ key: 's', facts: [] }], next: [{ key: 'n' }] },
  ],
  understand: {
    hello: { kind: 'greeting', language: { code: 'en', confidence: 1, doubtful: false, romanised: false } },
    'my question': { kind: 'topic', topic: 'one', decision: 'answer' },
    'he hits me': { kind: 'danger', danger: 'violence', decision: 'emergency' },
    yes: { kind: 'greeting', polarity: 'yes' },
  },
});

async function conversation(recogniser?: Recogniser) {
  const engine = await startEngine(release, { recogniser });
  await engine.says('hello');
  const { sent } = engine.channels.whatsapp;
  let notes = 0;
  return {
    engine,
    async speaks(): Promise<string[]> {
      const before = sent.length;
      notes += 1;
      const media = [{ url: 'https://files/1', contentType: 'audio/ogg', kind: 'audio' as const }];
      await engine.receive({
        channel: 'whatsapp',
        eventId: `voice-${notes}`,
        address: '+32470000001',
        body: { type: 'message', text: '', media },
      });
      // Once for the note, once for what was heard in it.
      await engine.clock.tick();
      await engine.clock.tick();
      return sent.slice(before).map(({ part }) => part.text);
    },
  };
}

describe('a voice note', () => {
  it('goes to a person where nothing writes it down', async () => {
    const { speaks } = await conversation();
    const replies = await speaks();
    expect(replies.join('\n')).toContain('en/bot:media.voice');
    expect(replies.join('\n')).toContain('handoff');
  });

  it('is shown as heard and answered only after a yes', async () => {
    const { engine, speaks } = await conversation(async () => 'my question');
    const replies = await speaks();
    expect(replies.join('\n')).toContain('en/bot:media.heard words=my question');
    expect(replies.join('\n')).not.toContain('topics:one');
    expect((await engine.says('yes')).join('\n')).toContain('topics:one.s');
  });

  it('goes to a person when what was heard is wrong', async () => {
    const { engine, speaks } = await conversation(async () => 'my question');
    await speaks();
    expect((await engine.says('2')).join('\n')).toContain('handoff');
  });

  it('goes to a person when nothing could be made of it', async () => {
    const { speaks } = await conversation(async () => null);
    expect((await speaks()).join('\n')).toContain('handoff');
  });

  it('that tells of danger brings the numbers at once', async () => {
    const { speaks } = await conversation(async () => 'he hits me');
    expect((await speaks()).join('\n')).toContain('bot:danger.first');
  });
});

describe('the recogniser', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked = '';
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/inference`;
  const voice = { bytes: new Uint8Array([79, 103, 103]), contentType: 'audio/ogg; codecs=opus' };

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked = '';
      request.on('data', (chunk) => {
        asked += String(chunk);
      });
      request.on('end', () => response.writeHead(answer.status).end(answer.body));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
  afterAll(() => server.close());

  it('sends the file with the language of the person and gives back the text', async () => {
    answer = { status: 200, body: '{"text":" hello there \\n"}' };
    const recogniser = createRecogniser({ url: url() }, () => undefined);
    await expect(recogniser(voice, 'ti')).resolves.toBe('hello there');
    expect(asked).toContain('name="language"\r\n\r\nti');
    expect(asked).toContain('filename="voice.ogg"');
  });

  it.each([
    ['an error', 500, 'no'],
    ['another form', 200, '{"words":1}'],
    ['no JSON', 200, '<html>'],
  ])('gives nothing, and says why, after %s', async (_, status, body) => {
    answer = { status, body };
    const reasons: string[] = [];
    const recogniser = createRecogniser({ url: url() }, (reason) => reasons.push(reason));
    await expect(recogniser(voice, null)).resolves.toBeNull();
    expect(reasons).toHaveLength(1);
  });
});
