/**
 * Botkit as host of a channel: its controller hears every activity of an adapter and hands it to `receive`; what we
 * send goes out through the same adapter. Any Botkit adapter can be hosted this way: give it here, and pass the
 * requests of its webhook to `adapter.processActivity(request, response, host.handleTurn)`.
 *
 * Importing this file costs more than a second and 88 MB: only `web-chat.ts` does so, at the first use.
 */

import type { Activity, BotAdapter, ConversationReference, Storage, TurnContext } from 'botbuilder-core';
import { Botkit, type BotkitMessage, type BotWorker } from 'botkit';
import type { Receive } from '../../receive';
import type { InboundEvent } from '../channel';
import type { InboundActivity } from './activity';

export type Received = Awaited<ReturnType<Receive>>;
/** What became of an activity; an adapter reads it with `outcomeOf` to answer its sender. */
type Outcome = { type: 'received'; received: Received } | { type: 'failed'; error: unknown };

export type BotkitHost = {
  handleTurn(context: TurnContext): Promise<void>;
  /** Sends an activity to whom the reference names, through Botkit's send middleware and the adapter. */
  say(reference: Partial<ConversationReference>, activity: Partial<Activity>): Promise<void>;
  close(): Promise<void>;
};

export type HostOptions = {
  adapter: BotAdapter;
  toEvent(activity: InboundActivity): InboundEvent;
  receive: Receive;
  /** Botkit's names for "a person wrote": adapters for Slack or Facebook have more than one. */
  hears?: string[];
};

const outcome = Symbol('outcome');

export function startBotkit({ adapter, toEvent, receive, hears = ['message'] }: HostOptions): BotkitHost {
  const controller = new Botkit({
    adapter,
    // Its constructor would open a port of its own.
    disable_webserver: true,
    // What it prints at start says nothing to our operators.
    ...({ disable_console: true } as object),
    storage: forgetful,
  });
  controller.on(hears, async (_bot: BotWorker, message: BotkitMessage) => {
    const context: TurnContext = message['context'];
    // Botkit loses what a handler throws, and the process with it: the outcome is noted instead.
    context.turnState.set(outcome, await outcomeFor(() => receive(toEvent(context.activity))));
  });
  return {
    handleTurn: (context) => controller.handleTurn(context),
    async say(reference, activity) {
      const bot = await controller.spawn(undefined, adapter);
      await bot.changeContext(reference);
      await bot.say(activity);
    },
    close: () => controller.shutdown(),
  };
}

/** @returns what became of the activity of this turn. @throws what `receive` threw. */
export function outcomeOf(context: TurnContext): Received {
  const found: Outcome | undefined = context.turnState.get(outcome);
  if (!found) throw new Error('Botkit did not hear this activity');
  if (found.type === 'failed') throw found.error;
  return found.received;
}

async function outcomeFor(work: () => Promise<Received>): Promise<Outcome> {
  try {
    return { type: 'received', received: await work() };
  } catch (error) {
    return { type: 'failed', error };
  }
}

/** Conversations are ours to keep. Botkit's memory would grow with every visitor and hold their tokens. */
const forgetful: Storage = {
  read: async () => ({}),
  write: async () => {},
  delete: async () => {},
};
