/**
 * Every node type of the registry has a fixture file of its name in `nodes/`: a type without cases fails.
 * A case: a flow, what is known, what the person does; then what is said (text keys), where it stands, what happens.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { advance, type Input, newSession, type Session } from '../../bot';
import { runners } from '../../bot/nodes/registry';
import { smallRelease, smallWorld } from '../support/small-release';

const caseSchema = z.strictObject({
  name: z.string(),
  flow: z.record(z.string(), z.unknown()),
  others: z.array(z.unknown()).default([]),
  topics: z.array(z.unknown()).default([]),
  actors: z.array(z.any()).default([]),
  contact: z.record(z.string(), z.unknown()).default({}),
  variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** What is written or tapped after the flow has started; `{tap: id}`, `{photo: true}`, `{location: [lat, lon]}` or text. */
  does: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ tap: z.string() }),
        z.strictObject({ photo: z.literal(true) }),
        z.strictObject({ location: z.tuple([z.number(), z.number()]) }),
      ]),
    )
    .default([]),
  entities: z.record(z.string(), z.any()).default({}),
  /** Texts of the last turn, without the language. */
  says: z.array(z.string()),
  options: z.array(z.string()).optional(),
  at: z.string().nullable(),
  effects: z.array(z.string()).default([]),
  keeps: z.record(z.string(), z.unknown()).default({}),
});
type Case = z.infer<typeof caseSchema>;

function casesOf(type: string): Case[] {
  const file = path.join(__dirname, 'nodes', `${type}.yaml`);
  return existsSync(file) ? z.array(caseSchema).parse(parse(readFileSync(file, 'utf8'))) : [];
}

function inputOf(did: Case['does'][number]): Input {
  if (typeof did === 'string') return { type: 'message', text: did, media: [] };
  if ('tap' in did) return { type: 'choice', id: did.tap, title: did.tap };
  if ('photo' in did) return { type: 'message', text: '', media: ['image'] };
  return {
    type: 'message',
    text: '',
    media: [],
    location: { latitude: did.location[0], longitude: did.location[1] },
  };
}

function play(given: Case) {
  const release = smallRelease({
    flows: [{ id: 'tested', ...given.flow }, ...given.others],
    topics: given.topics,
    actors: given.actors,
    entities: given.entities,
  });
  const contact = { ...smallWorld(release).contact, ...given.contact };
  let session: Session = { ...newSession('small'), variables: given.variables };
  const inputs: Input[] = [{ type: 'start', flow: 'tested' }, ...given.does.map(inputOf)];
  const turns = inputs.map((input, index) => {
    const turn = advance(smallWorld(release, { contact, turnId: `t${index}` }), session, input);
    session = turn.session;
    for (const effect of turn.effects) {
      if (effect.type === 'set_municipality') contact.municipality = effect.nis;
      if (effect.type === 'set_status') contact.status = effect.status;
    }
    return turn;
  });
  const last = turns.at(-1);
  if (!last) throw new Error('no turn was played');
  return { last, session };
}

describe.each(Object.keys(runners))('node %s', (type) => {
  const cases = casesOf(type);
  it('has cases', () => expect(cases.length).toBeGreaterThan(0));

  it.each(cases.map((given) => [given.name, given] as const))('%s', (_name, given) => {
    const { last, session } = play(given);
    expect(
      last.replies.flatMap((reply) => reply.blocks.map((block) => block.text.replace(/^en\//, ''))),
    ).toEqual(given.says);
    if (given.options)
      expect(last.replies.flatMap((reply) => reply.options.map((option) => option.id))).toEqual(
        given.options,
      );
    expect(session.position?.node ?? null).toBe(given.at);
    expect(last.effects.map((effect) => effect.type).filter((name) => name !== 'record_need')).toEqual(
      given.effects,
    );
    expect(session.variables).toMatchObject(given.keeps);
  });
});
