import type { OutboundMessage } from '../../../../server/channels/channel';
import type { Failure } from '../../../support/twilio-failures';
import { startTwilioRig, type TwilioRig } from '../../../support/twilio-rig';

const message: OutboundMessage = {
  id: 'turn-1:0.0',
  address: '+32470123456',
  language: 'fr',
  part: {
    type: 'buttons',
    text: "Qu'est-ce que vous cherchez ?\n\nUn logement ?",
    buttons: [
      { id: 'yes', title: 'Oui' },
      { id: 'no', title: 'Non' },
    ],
    plain: "Qu'est-ce que vous cherchez ?\n\nUn logement ?\n1 Oui\n2 Non",
  },
};
const none = new Set<string>();
const lost: [string, Failure][] = [
  ['silence', { type: 'hang', accept: true }],
  ['a broken connection', { type: 'reset', accept: true }],
  ['a bad gateway', { type: 'html', status: 502, accept: true }],
];

describe('was it accepted?', () => {
  let rig: TwilioRig;
  let began: string;
  beforeEach(async () => {
    rig = await startTwilioRig();
    began = new Date().toISOString();
  });
  afterEach(() => rig.close());

  test.each(lost)('accepted, then %s: found', async (_, failure) => {
    rig.twilio.fail(failure);
    await rig.channels.whatsapp.send(message);
    const providerId = rig.twilio.messages[0]?.sid;
    expect(await rig.restarted().whatsapp.lookUp(message, began, none)).toEqual({
      type: 'found',
      providerId,
    });
    expect(rig.twilio.messages).toHaveLength(1);
  });

  test('accepted as numbered text: found', async () => {
    rig.twilio.fail({ type: 'error', status: 500 }, 1, 'content');
    rig.twilio.fail({ type: 'hang', accept: true });
    await rig.channels.whatsapp.send(message);
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toMatchObject({ type: 'found' });
  });

  test('on SMS, with the quotes changed on the way: found', async () => {
    await rig.channels.sms.send(message);
    const [sent] = rig.twilio.messages;
    if (sent) sent.shown = { type: 'text', text: sent.shown.text.replace("'", '’') };
    expect(await rig.channels.sms.lookUp(message, began, none)).toMatchObject({ type: 'found' });
  });

  test('never accepted: absent', async () => {
    rig.twilio.fail({ type: 'hang' });
    await rig.channels.whatsapp.send(message);
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toEqual({ type: 'absent' });
  });

  test('the same words in a message that is accounted for: absent', async () => {
    await rig.channels.whatsapp.send(message);
    const known = new Set(rig.twilio.messages.map(({ sid }) => sid));
    expect(await rig.channels.whatsapp.lookUp(message, began, known)).toEqual({ type: 'absent' });
  });

  test('other words, another person, another channel, long ago: absent', async () => {
    await rig.channels.whatsapp.send({ ...message, part: { type: 'text', text: 'Autre chose' } });
    await rig.channels.whatsapp.send({ ...message, address: '+32470999999' });
    await rig.channels.sms.send(message);
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toEqual({ type: 'absent' });
    await rig.channels.whatsapp.send(message);
    const [, , , late] = rig.twilio.messages;
    if (late) late.createdAt = new Date(Date.now() - 3_600_000);
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toEqual({ type: 'absent' });
  });

  test('a message whose words Twilio does not show is ours', async () => {
    await rig.channels.whatsapp.send(message);
    const [sent] = rig.twilio.messages;
    if (sent) sent.shown = { type: 'text', text: '' };
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toMatchObject({ type: 'found' });
  });

  test('a text of emoji only is told from another', async () => {
    const emoji = (text: string): OutboundMessage => ({ ...message, part: { type: 'text', text } });
    await rig.channels.whatsapp.send(emoji('👍'));
    expect(await rig.channels.whatsapp.lookUp(emoji('👎'), began, none)).toEqual({ type: 'absent' });
    expect(await rig.channels.whatsapp.lookUp(emoji('👍'), began, none)).toMatchObject({ type: 'found' });
  });

  test.each<[string, Failure]>([
    ['an error', { type: 'error', status: 500 }],
    ['HTML', { type: 'html', status: 200 }],
    ['silence', { type: 'hang' }],
    ['429', { type: 'error', status: 429 }],
  ])('%s: unavailable, which is not absent', async (_, failure) => {
    rig.twilio.fail(failure);
    expect(await rig.channels.whatsapp.lookUp(message, began, none)).toEqual({ type: 'unavailable' });
  });

  test('one page is asked for, never more', async () => {
    for (let index = 0; index < 60; index += 1)
      await rig.channels.sms.send({ ...message, part: { type: 'text', text: `${index}` } });
    const before = rig.twilio.requests.length;
    await rig.channels.sms.lookUp(message, began, none);
    expect(rig.twilio.requests.length - before).toBe(1);
  });

  test('right after the attempt it waits until Twilio must be done', async () => {
    const { whatsapp } = rig.restarted({ settleMs: 150 });
    const asked = Date.now();
    await whatsapp.lookUp(message, new Date().toISOString(), none);
    expect(Date.now() - asked).toBeGreaterThanOrEqual(140);
    const later = Date.now();
    await whatsapp.lookUp(message, new Date(Date.now() - 60_000).toISOString(), none);
    expect(Date.now() - later).toBeLessThan(100);
  });
});
