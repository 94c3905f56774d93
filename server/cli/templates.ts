import pino from 'pino';
import { createTwilioChannels } from '../channels/twilio/channels';
import { twilioSettings } from '../channels/twilio/settings';
import { type TemplateState, templateNames } from '../channels/twilio/templates';
import { readConfig } from '../config';
import { loadRelease } from '../content/load';
import { redactor } from '../privacy/redaction';
import { projectRoot } from '../root';
import { openStore } from './open-store';

/** `templates submit|refresh`: has the two templates approved by WhatsApp in every live language, or asks what became of them. */
export async function run(args: string[]): Promise<number> {
  const config = readConfig(process.env);
  const [action] = args;
  if (!config.twilio || (action !== 'submit' && action !== 'refresh')) {
    console.error(
      config.twilio
        ? 'templates submit, or templates refresh.'
        : 'Set the TWILIO_ variables first; see .env.example.',
    );
    return 2;
  }
  const release = await loadRelease(projectRoot, (text) => console.error(text));
  const store = await openStore(config);
  const log = pino({ level: 'warn', base: undefined, ...redactor() }, pino.destination(2));
  const { templates } = createTwilioChannels(twilioSettings(config.twilio, config.publicUrl), {
    settings: store.settings,
    log,
  });
  const languages = release.languages.map(({ code }) => code);
  const texts = templateNames.map((name) => ({
    name,
    text: (language: string) => release.texts.get(language, `bot:template.${name}`) ?? undefined,
    samples: {},
  }));
  const states =
    action === 'submit'
      ? await templates.submit(texts, languages)
      : await templates.refresh(templateNames, languages);
  for (const state of states) console.log(line(state));
  await store.close();
  return 0;
}

const line = ({ name, language, status, reason }: TemplateState): string =>
  `${name} ${language}: ${status}${reason ? ` (${reason})` : ''}`;
