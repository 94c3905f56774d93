import type { OutboundMessage } from '../../../../server/channels/channel';
import { numberVariables, templateProblems } from '../../../../server/channels/twilio/template-text';
import type { TemplateText } from '../../../../server/channels/twilio/templates';
import { startTwilioRig, type TwilioRig } from '../../../support/twilio-rig';

const waiting: TemplateText = {
  name: 'waiting',
  text: (language) =>
    language === 'fr' ? 'Vous avez une réponse de Passerelle. Écrivez pour la lire.' : undefined,
  samples: {},
};
const reminder: TemplateText = {
  name: 'reminder',
  text: () => 'Rappel : {{what}}, au plus tard le {{date}}. Écrivez AIDE pour en parler.',
  samples: { what: 'renvoyer le formulaire', date: '4 avril 2026' },
};
const message: OutboundMessage = {
  id: 'notice:1',
  address: '+32470123456',
  language: 'fr',
  part: { type: 'text', text: '' },
  template: { name: 'waiting', values: {} },
};

describe('templates', () => {
  let rig: TwilioRig;
  beforeEach(async () => {
    rig = await startTwilioRig({ double: { windows: true } });
  });
  afterEach(() => rig.close());

  test('submitted, approved by WhatsApp, then sent outside the window', async () => {
    const { whatsapp, templates } = rig.channels;
    expect(await templates.submit([waiting], ['fr', 'ti'])).toEqual([
      { name: 'waiting', language: 'fr', status: 'received' },
      { name: 'waiting', language: 'ti', status: 'no text' },
    ]);
    expect(await whatsapp.hasTemplate?.('waiting', 'fr')).toBe(false);
    expect(await whatsapp.send(message)).toEqual({ type: 'failed', error: { code: 'template-rejected' } });
    rig.twilio.decide('passerelle_waiting_fr', 'approved');
    await templates.refresh(['waiting'], ['fr']);
    expect(await rig.restarted().whatsapp.hasTemplate?.('waiting', 'fr')).toBe(true);
    expect(await whatsapp.hasTemplate?.('waiting', 'nl')).toBe(false);
    expect(await rig.restarted().whatsapp.send(message)).toMatchObject({ type: 'sent' });
    expect(rig.twilio.messages[0]).toMatchObject({ status: 'queued', shown: { text: waiting.text('fr') } });
  });

  test('free text outside the window fails later, with 63016', async () => {
    const { template: _, ...free } = message;
    await rig.channels.whatsapp.send({ ...free, part: { type: 'text', text: 'Bonjour' } });
    expect(rig.twilio.messages[0]).toMatchObject({ status: 'failed', errorCode: 63016 });
  });

  test('named values become numbered ones, on one line each', async () => {
    const { whatsapp, templates } = rig.channels;
    await templates.submit([reminder], ['fr']);
    rig.twilio.decide('passerelle_reminder_fr', 'approved');
    await templates.refresh(['reminder'], ['fr']);
    const values = { what: "l'avis\nde la commune", date: '4 avril' };
    const sent = { ...message, template: { name: 'reminder', values } };
    const began = new Date().toISOString();
    rig.twilio.fail({ type: 'hang', accept: true });
    await whatsapp.send(sent);
    const text = 'Rappel : l’avis de la commune, au plus tard le 4 avril. Écrivez AIDE pour en parler.';
    expect(rig.twilio.messages[0]?.shown.text).toBe(text);
    expect(await whatsapp.lookUp(sent, began, new Set())).toMatchObject({ type: 'found' });
  });

  test('a missing value is never filled with the sample', async () => {
    const { whatsapp, templates } = rig.channels;
    await templates.submit([reminder], ['fr']);
    rig.twilio.decide('passerelle_reminder_fr', 'approved');
    await templates.refresh(['reminder'], ['fr']);
    const template = { name: 'reminder', values: { what: 'renvoyer', date: ' ' } };
    expect(await whatsapp.send({ ...message, template })).toMatchObject({
      error: { code: 'template-rejected' },
    });
    expect(rig.twilio.messages).toHaveLength(0);
  });

  test('submitted once; a changed text again, while the approved one stays in use', async () => {
    const { whatsapp, templates } = rig.channels;
    await templates.submit([waiting], ['fr']);
    await templates.submit([waiting], ['fr']);
    expect(rig.twilio.contents).toHaveLength(1);
    rig.twilio.decide('passerelle_waiting_fr', 'approved');
    await templates.refresh(['waiting'], ['fr']);
    const changed = { ...waiting, text: () => 'Une réponse vous attend. Écrivez un mot pour la lire.' };
    await templates.submit([changed], ['fr']);
    await whatsapp.send(message);
    rig.twilio.decide('passerelle_waiting_fr_2', 'approved');
    await templates.refresh(['waiting'], ['fr']);
    await whatsapp.send(message);
    expect(rig.twilio.messages.map(({ shown }) => shown.text)).toEqual([waiting.text('fr'), changed.text()]);
  });

  test('rejected: the reason is told, and it may be submitted again under another name', async () => {
    const { templates } = rig.channels;
    await templates.submit([waiting], ['fr']);
    rig.twilio.decide('passerelle_waiting_fr', 'rejected', 'too promotional');
    expect(await templates.refresh(['waiting'], ['fr'])).toEqual([
      { name: 'waiting', language: 'fr', status: 'rejected', reason: 'too promotional' },
    ]);
    expect(await templates.submit([waiting], ['fr'])).toMatchObject([{ status: 'received' }]);
    expect(rig.twilio.contents.at(-1)?.approval?.name).toBe('passerelle_waiting_fr_2');
  });

  test('paused by Meta: no longer used; approved again: used again', async () => {
    const { whatsapp, templates } = rig.channels;
    await templates.submit([waiting], ['fr']);
    for (const status of ['approved', 'paused', 'approved'] as const) {
      rig.twilio.decide('passerelle_waiting_fr', status);
      await templates.refresh(['waiting'], ['fr']);
      expect(await whatsapp.hasTemplate?.('waiting', 'fr')).toBe(status === 'approved');
    }
  });

  test('Twilio is away: nothing is lost, it can be done again', async () => {
    const { templates } = rig.channels;
    rig.twilio.fail({ type: 'error', status: 500 }, 1, 'content');
    expect(await templates.submit([waiting], ['fr'])).toMatchObject([{ status: 'not submitted' }]);
    expect(await templates.submit([waiting], ['fr'])).toMatchObject([{ status: 'received' }]);
    rig.twilio.fail({ type: 'hang' }, 1, 'approvals');
    expect(await templates.refresh(['waiting'], ['fr'])).toMatchObject([{ status: 'received' }]);
  });

  test('a text that breaks the rules is not submitted', async () => {
    const bad = { ...reminder, text: () => '{{what}} le {{date}}', samples: { what: 'x' } };
    const [state] = await rig.channels.templates.submit([bad], ['fr']);
    expect(state).toMatchObject({ status: 'not submitted' });
    expect(state?.reason).toContain('no sample for date');
    expect(rig.twilio.requests).toHaveLength(0);
  });

  test('our settings cannot be read: nothing has left, it may be tried again', async () => {
    rig.settings.get = () => Promise.reject(new Error('locked'));
    expect(await rig.channels.whatsapp.send(message)).toEqual({ type: 'failed', error: { code: 'refused' } });
  });
});

test('numbers follow the order of the text, a name used twice has one', () => {
  expect(numberVariables('A {{b}} c {{ a }} d {{b}} e')).toEqual({
    body: 'A {{1}} c {{2}} d {{1}} e',
    names: ['b', 'a'],
  });
});

test.each([
  ['', 'is empty'],
  ['x'.repeat(1025), 'is longer than 1,024 characters'],
  ['{{a}} is a word that begins', 'starts or ends with a variable'],
  ['here it ends with {{a}}.', 'starts or ends with a variable'],
  ['words before {{a}} {{b}} and words after it', 'has two variables next to each other'],
  ['to {{a}} me', 'has too few words for its variables'],
  ['🎉'.repeat(11), 'has more than 10 emoji'],
])('"%.30s" %s', (text, problem) => {
  expect(templateProblems(numberVariables(text))).toContain(problem);
});

test('a good text has no problem, in any script', () => {
  expect(
    templateProblems(numberVariables('تذكير: {{what}} قبل يوم {{date}} اكتب لنا إذا احتجت مساعدة')),
  ).toEqual([]);
});
