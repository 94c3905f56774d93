/** The rooms of a message together: durable first, once, in order; every outcome of a send; silence while a person speaks. */
import type { Release } from '../../bot';
import { days, type Engine, hours, minutes, startEngine } from '../support/engine';
import { smallRelease } from '../support/small-release';

const release: Release = smallRelease({
  flows: [
    {
      id: 'q',
      start: 'a',
      menu: 1,
      nodes: {
        a: { type: 'ask', kind: 'text', save: 'word', next: 'b' },
        b: { type: 'say', next: 'end' },
        end: { type: 'end' },
      },
    },
    {
      id: 'r',
      start: 'a',
      nodes: {
        a: {
          type: 'remind',
          reminder: 'appeal',
          on: { from: 'today', plus: { days: 7 } },
          next: 'end',
          impossible: 'end',
        },
        end: { type: 'end' },
      },
    },
  ],
  topics: [
    { id: 'one', area: 'cpas', neighbours: [], sentences: [{ key: 's', facts: [] }], next: [{ key: 'n' }] },
    { id: 'two', area: 'cpas', neighbours: [], sentences: [{ key: 's', facts: [] }], next: [{ key: 'n' }] },
    {
      id: 'remind',
      area: 'cpas',
      neighbours: [],
      flow: 'r',
      sentences: [{ key: 's', facts: [] }],
      next: [{ key: 'n' }],
    },
  ],
  understand: {
    one: { kind: 'topic', topic: 'one', decision: 'answer' },
    two: { kind: 'topic', topic: 'two', decision: 'answer' },
    person: { kind: 'human' },
    menu: { kind: 'command', command: 'menu', decision: 'command' },
    stop: { kind: 'command', command: 'stop', decision: 'command' },
    'help me he has a knife': { kind: 'danger', danger: 'violence', decision: 'emergency' },
  },
});

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine(release);
});
afterEach(() => engine.store.close());

describe('receiving', () => {
  it('answers a message once, however often the provider sends it', async () => {
    await engine.says('one', { eventId: 'SM1' });
    await engine.says('one', { eventId: 'SM1' });
    await engine.says('one', { eventId: 'SM1' });
    expect(engine.channels.whatsapp.sent).toHaveLength(1);
  });

  it('answers two messages at once, both, in order', async () => {
    const event = (text: string) => ({
      channel: 'whatsapp' as const,
      eventId: text,
      address: '+32470000001',
      body: { type: 'message' as const, text, media: [] },
    });
    await engine.receive(event('one'));
    await engine.receive(event('two'));
    await Promise.all([engine.clock.tick(), engine.clock.tick()]);
    await engine.clock.tick();
    expect(engine.channels.whatsapp.texts().map((text) => /topics:(\w+)\.s/.exec(text)?.[1])).toEqual([
      'one',
      'two',
    ]);
  });

  it('keeps people apart', async () => {
    await engine.says('one', { from: '+32470000001' });
    await engine.says('two', { from: '+32470000002' });
    expect(engine.channels.whatsapp.sent.map((message) => message.address)).toEqual([
      '+32470000001',
      '+32470000002',
    ]);
  });

  it('says so and calls a person when a message cannot be worked through', async () => {
    const broken = await startEngine({
      ...release,
      understand: () => {
        throw new Error('a mistake in the model');
      },
    });
    await broken.says('one');
    for (let sweep = 0; sweep < 6; sweep++) await broken.clock.tick();
    expect(broken.channels.whatsapp.texts()).toEqual(['en/bot:sorry']);
    const contact = await broken.contact();
    expect(contact && (await broken.store.handoffs.openOf(contact.id))?.reason).toBe('unsure');
    await broken.store.close();
  });
});

describe('sending', () => {
  const fail = (code: Parameters<typeof Object>[0]) => ({ type: 'failed' as const, error: { code } });

  it('tries again after a rate limit, and only then', async () => {
    engine.channels.whatsapp.answers = [fail('throttled'), fail('throttled')];
    expect(await engine.says('one')).toHaveLength(0);
    await engine.pass(1_500);
    expect(engine.channels.whatsapp.sent).toHaveLength(0);
    await engine.pass(3_000);
    expect(engine.channels.whatsapp.sent).toHaveLength(1);
    await engine.pass(10 * minutes);
    expect(engine.channels.whatsapp.sent).toHaveLength(1);
  });

  it('never sends a message again whose fate is unknown; the next one goes when it has been looked for', async () => {
    engine.channels.whatsapp.answers = [fail('ambiguous')];
    engine.channels.whatsapp.lookUps = Array(10).fill({ type: 'absent' });
    await engine.says('one');
    await engine.says('two');
    for (const wait of [6_000, 15_000, 45_000, 120_000, 10_000]) await engine.pass(wait);
    expect(engine.channels.whatsapp.texts().map((text) => /topics:(\w+)\.s/.exec(text)?.[1])).toEqual([
      'two',
    ]);
  });

  it('finds a message that was accepted though the answer never came', async () => {
    engine.channels.whatsapp.answers = [fail('ambiguous')];
    engine.channels.whatsapp.lookUps = [{ type: 'found', providerId: 'SMfound' }];
    await engine.says('one');
    await engine.pass(6_000);
    expect((await engine.store.outbox.findByProviderId('SMfound'))?.state).toBe('sent');
  });

  it('after a crash in mid-send asks the provider, and sends only what never arrived', async () => {
    engine.channels.whatsapp.answers = ['crash'];
    await engine.says('one').catch(() => {});
    engine.channels.whatsapp.lookUps = [{ type: 'unavailable' }, { type: 'absent' }];
    await engine.pass(1_000);
    expect(engine.channels.whatsapp.sent).toHaveLength(0);
    for (const wait of [6_000, 11_000, 1_000]) await engine.pass(wait);
    expect(engine.channels.whatsapp.sent).toHaveLength(1);
  });

  it('a contact who told the provider STOP is written to no more', async () => {
    engine.channels.whatsapp.answers = [fail('opted-out')];
    await engine.says('one');
    expect((await engine.contact())?.optedOut).toBe(true);
  });

  it('outside the window waits for the person, and says by template once that something waits', async () => {
    await engine.says('one');
    const contact = await engine.contact();
    if (!contact) throw new Error('no contact');
    const block = {
      id: 'late.0',
      contactId: contact.id,
      author: { type: 'bot' as const },
      language: 'en',
      part: { type: 'text' as const, text: 'a late answer' },
      blocks: [],
      options: [],
      template: null,
      createdAt: '2026-11-25T10:00:00.000Z',
    };
    engine.channels.whatsapp.templates.add('waiting');
    await engine.pass(2 * days);
    await engine.store.outbox.add([block, { ...block, id: 'late.1' }]);
    await engine.pass(1_000);
    await engine.pass(1_000);
    expect(engine.channels.whatsapp.texts().slice(1)).toEqual(['template waiting']);
    expect((await engine.says('two')).slice(0, 2)).toEqual(['a late answer', 'a late answer']);
  });

  it('without a template the late answer waits and is not lost', async () => {
    await engine.says('one');
    const contact = await engine.contact();
    if (!contact) throw new Error('no contact');
    await engine.pass(2 * days);
    await engine.store.outbox.add([
      {
        id: 'late.0',
        contactId: contact.id,
        author: { type: 'bot' },
        language: 'en',
        part: { type: 'text', text: 'a late answer' },
        blocks: [],
        options: [],
        template: null,
        createdAt: '2026-11-25T10:00:00.000Z',
      },
    ]);
    await engine.pass(1_000);
    expect((await engine.store.outbox.get('late.0'))?.state).toBe('waiting');
    expect(await engine.says('one')).toContain('a late answer');
  });

  it('a delivery report in the wrong order does not take a message back', async () => {
    await engine.says('one');
    await engine.outbox.report({ messageId: null, providerId: 'SM1', status: 'read' });
    await engine.outbox.report({ messageId: null, providerId: 'SM1', status: 'sent' });
    expect((await engine.store.outbox.findByProviderId('SM1'))?.state).toBe('read');
  });
});

describe('delivery reports', () => {
  it('a late word on a refused attempt does not mark as sent what waits to go again', async () => {
    await engine.says('one');
    const row = await engine.store.outbox.findByProviderId('SM1');
    const failed = { code: 'outside-window' as const, providerCode: '63016' };
    await engine.outbox.report({
      messageId: row?.id ?? '',
      providerId: 'SM1',
      status: 'failed',
      error: failed,
    });
    await engine.outbox.report({ messageId: row?.id ?? '', providerId: 'SM1', status: 'sent' });
    expect((await engine.store.outbox.get(row?.id ?? ''))?.state).toBe('waiting');
    expect((await engine.says('two'))[0]).toContain('topics:one.s');
  });
});

describe('erasure', () => {
  it('a webhook delivered again afterwards does not bring the address back', async () => {
    await engine.says('one', { eventId: 'SMlast' });
    const contact = await engine.contact();
    await engine.store.transaction(({ contacts }) => contacts.erase(contact?.id ?? ''));
    await engine.says('one', { eventId: 'SMlast' });
    expect(await engine.contact()).toBeUndefined();
  });
});

describe('a person owns the conversation', () => {
  it('the bot is silent, but for danger, until it is handed back', async () => {
    await engine.says('person');
    expect(await engine.says('one')).toEqual([]);
    const urgent = await engine.says('help me he has a knife');
    expect(urgent[0]).toContain('bot:danger.first');
    const contact = await engine.contact();
    const handoff = contact && (await engine.store.handoffs.openOf(contact.id));
    expect(handoff?.urgent).toBe(true);
  });

  it('before anybody took it, "menu" brings the bot back', async () => {
    await engine.says('person');
    expect((await engine.says('menu'))[0]).toContain('bot:menu.text');
    const contact = await engine.contact();
    expect(contact && (await engine.store.handoffs.openOf(contact.id))).toBeUndefined();
  });

  it('nobody took it in three days: the person is told and the bot speaks again', async () => {
    await engine.says('person');
    engine.channels.whatsapp.windowHours = undefined;
    await engine.pass(3 * days + hours);
    await engine.pass(1_000);
    expect(engine.channels.whatsapp.texts().at(-1)).toContain('bot:handoff.expired');
    expect((await engine.says('one'))[0]).toContain('topics:one.s');
  });
});

describe('reminders', () => {
  const remind = async () => {
    await engine.says('one');
    await engine.receive({
      channel: 'whatsapp',
      eventId: 'tap',
      address: '+32470000001',
      body: { type: 'choice', id: 'flow:r', title: '' },
    });
    await engine.clock.tick();
  };

  it('is sent once, on its day at nine in Belgium, by template as the window is closed', async () => {
    engine.channels.whatsapp.templates.add('reminder');
    await remind();
    await engine.pass(6 * days + 21 * hours);
    expect(engine.channels.whatsapp.texts().filter((text) => text.startsWith('template'))).toEqual([]);
    await engine.pass(2 * hours);
    await engine.pass(1 * days);
    expect(engine.channels.whatsapp.texts().filter((text) => text.startsWith('template'))).toEqual([
      'template reminder',
    ]);
  });

  it('goes with the wish to hear no more', async () => {
    await remind();
    await engine.says('stop');
    await engine.pass(8 * days);
    expect(engine.channels.whatsapp.texts().some((text) => text.includes('reminder.appeal'))).toBe(false);
  });
});
