/** What holds for any conversation whatever: properties of `advance` over random inputs on the real content. */
import fc from 'fast-check';
import {
  advance,
  type Contact,
  type Input,
  newSession,
  profiles,
  render,
  type Session,
  sessionSchema,
  type Turn,
} from '../../bot';
import { contentRelease } from '../support/content-release';
import { smallWorld } from '../support/small-release';

const release = contentRelease();
const topics = Object.keys(release.topics);
const flows = Object.keys(release.flows);

/** What somebody does next: a tap on the n-th option, a topic, a flow, any text, a file, a place, or nothing for long. */
type Deed =
  | { tap: number }
  | { id: string }
  | { text: string }
  | { media: 'image' | 'audio' }
  | { place: [number, number] }
  | { closed: true };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ tap: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.constantFrom(...flows).map((flow) => ({ id: `flow:${flow}` })) },
  { weight: 2, arbitrary: fc.constantFrom(...topics).map((topic) => ({ text: `topic:${topic}` })) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => ({ text })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('9000', 'Gand', '1050', '3', 'opt:x/y/z').map((text) => ({ text })),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }).map((id) => ({ id })) },
  { weight: 1, arbitrary: fc.constantFrom({ media: 'image' as const }, { media: 'audio' as const }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.double({ min: 49, max: 52, noNaN: true }), fc.double({ min: 2, max: 7, noNaN: true }))
      .map((place) => ({ place })),
  },
  { weight: 1, arbitrary: fc.constant({ closed: true as const }) },
);

function inputOf(done: Deed, session: Session): Input {
  if ('tap' in done) {
    const option = session.offered[done.tap % Math.max(1, session.offered.length)];
    return option ? { type: 'choice', id: option.id, title: option.title } : { type: 'start' };
  }
  if ('id' in done) return { type: 'choice', id: done.id, title: done.id };
  if ('text' in done) return { type: 'message', text: done.text, media: [] };
  if ('media' in done) return { type: 'message', text: '', media: [done.media] };
  if ('place' in done)
    return {
      type: 'message',
      text: '',
      media: [],
      location: { latitude: done.place[0], longitude: done.place[1] },
    };
  return { type: 'handoff_closed', how: 'closed' };
}

type Played = { turns: Turn[]; silentUnderPerson: boolean };

function play(deeds: readonly Deed[], kind: keyof typeof profiles, language: string): Played {
  let session = newSession(release.id);
  let contact: Contact = { ...smallWorld(release).contact, language, greeted: false };
  const turns: Turn[] = [];
  let silentUnderPerson = true;
  deeds.forEach((done, index) => {
    if ('closed' in done) contact = { ...contact, handoff: null };
    const turn = advance(
      smallWorld(release, { contact, channel: profiles[kind], turnId: `t${index}` }),
      session,
      inputOf(done, session),
    );
    if (
      contact.handoff?.state === 'assigned' &&
      turn.replies.length > 0 &&
      !turn.effects.some(({ type }) => type === 'erase')
    )
      silentUnderPerson = false;
    session = sessionSchema.parse(JSON.parse(JSON.stringify(turn.session)));
    for (const effect of turn.effects) {
      if (effect.type === 'open_handoff')
        contact = { ...contact, handoff: { id: effect.id, state: 'assigned', urgent: effect.urgent } };
      if (effect.type === 'set_municipality') contact = { ...contact, municipality: effect.nis };
      if (effect.type === 'set_status') contact = { ...contact, status: effect.status };
      if (effect.type === 'set_greeted') contact = { ...contact, greeted: true };
      if (effect.type === 'set_language') contact = { ...contact, language: effect.language };
    }
    turns.push(turn);
  });
  return { turns, silentUnderPerson };
}

const conversation = fc.tuple(
  fc.array(deed, { minLength: 1, maxLength: 12 }),
  fc.constantFrom('whatsapp' as const, 'sms' as const, 'web' as const),
  fc.constantFrom('fr', 'nl', 'en', 'ar'),
);

describe('any conversation', () => {
  it('is the same when it is played again, ids included', () => {
    fc.assert(
      fc.property(conversation, ([deeds, kind, language]) => {
        expect(play(deeds, kind, language).turns).toEqual(play(deeds, kind, language).turns);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the channel limits, repeats no id and is silent while a person speaks', () => {
    fc.assert(
      fc.property(conversation, ([deeds, kind, language]) => {
        const { turns, silentUnderPerson } = play(deeds, kind, language);
        expect(silentUnderPerson).toBe(true);
        const ids = turns.flatMap((turn) => [...turn.replies, ...turn.effects].map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        for (const part of turns
          .flatMap((turn) => turn.replies)
          .flatMap((reply) => render(reply, profiles[kind]))) {
          expect(part.text.trim()).not.toBe('');
          expect(part.text.length).toBeLessThanOrEqual(profiles[kind].text);
          if (part.type === 'buttons')
            expect(part.buttons.length).toBeLessThanOrEqual(profiles[kind].interactive?.buttons.most ?? 0);
          if (part.type === 'list')
            expect(part.items.length).toBeLessThanOrEqual(profiles[kind].interactive?.list.most ?? 0);
          if (part.type !== 'text')
            expect(part.text.length).toBeLessThanOrEqual(profiles[kind].interactive?.body ?? 0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('always leaves something to do, unless a person takes over or it was ended', () => {
    fc.assert(
      fc.property(conversation, ([deeds, kind, language]) => {
        for (const turn of play(deeds, kind, language).turns) {
          const rests = turn.effects.some(({ type }) =>
            ['open_handoff', 'relay', 'erase', 'raise_handoff', 'opt_out'].includes(type),
          );
          const asks = turn.session.position !== null;
          if (turn.replies.length > 0 && !rests && !asks)
            expect(turn.session.offered.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});
