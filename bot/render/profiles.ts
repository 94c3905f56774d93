/** The channels' limits. Twilio: content types list-picker and quick-reply in session; SMS in segments. */
import type { ChannelProfile } from '../turn';

export const profiles: Readonly<Record<ChannelProfile['kind'], ChannelProfile>> = {
  whatsapp: {
    kind: 'whatsapp',
    text: 1600,
    interactive: {
      body: 1024,
      buttons: { most: 3, title: 20 },
      list: { most: 10, title: 24, description: 72, button: 20 },
    },
  },
  sms: { kind: 'sms', text: 1600, segments: 3 },
  web: {
    kind: 'web',
    text: 4000,
    interactive: {
      body: 4000,
      buttons: { most: 4, title: 40 },
      list: { most: 12, title: 80, description: 120, button: 40 },
    },
  },
};
