import { type ChannelHarness, channelContract } from '../../../contracts/channel.contract';
import { startTwilioRig } from '../../../support/twilio-rig';

async function harness(kind: 'whatsapp' | 'sms'): Promise<ChannelHarness> {
  const rig = await startTwilioRig();
  const address = '+32470123456';
  const to = kind === 'whatsapp' ? `whatsapp:${address}` : address;
  return {
    channel: rig.channels[kind],
    address,
    seen: () =>
      rig.twilio.sentTo(to).map(({ shown }) => ({
        text: shown.text,
        choices: shown.type === 'text' ? [] : shown.type === 'buttons' ? shown.buttons : shown.items,
      })),
    failures: {
      loseNextAnswer: () => rig.twilio.fail({ type: 'hang', accept: true }),
      throttleNext: () => rig.twilio.fail({ type: 'error', status: 429, code: 20429 }),
      optOut: () => rig.twilio.setOptedOut(to, true),
      breakNextLookUp: () => rig.twilio.fail({ type: 'html', status: 503 }),
    },
    missingFile: `${rig.twilio.url}/media-store/none`,
    close: () => rig.close(),
  };
}

channelContract('WhatsApp on Twilio', () => harness('whatsapp'));
channelContract('SMS on Twilio', () => harness('sms'));
