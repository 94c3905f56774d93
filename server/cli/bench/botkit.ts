/** Botkit alone, a process of its own: one fixed text answered through its own controller, in memory. */
import { performance } from 'node:perf_hooks';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder-core';
import { Botkit, type BotkitMessage, type BotWorker } from 'botkit';
import { say } from './child';

const warmMs = 1_000;
const measuredMs = 2_000;

class MemoryAdapter extends BotAdapter {
  readonly name = 'Memory';
  sent = 0;

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.sent += activities.length;
    return activities.map(() => ({ id: 'sent' }));
  }
  async hear(writer: number, controller: Botkit): Promise<void> {
    const context = new TurnContext(this, activityOf(writer));
    await this.runMiddleware(context, (one) => controller.handleTurn(one));
  }
  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
  async continueConversation(): Promise<void> {}
}

const activityOf = (writer: number): Partial<Activity> => ({
  type: 'message',
  id: String(writer),
  text: 'menu',
  channelId: 'bench',
  serviceUrl: '',
  from: { id: `person ${writer}`, name: '' },
  recipient: { id: 'bot', name: '' },
  conversation: { id: `conversation ${writer}`, isGroup: false, conversationType: '', name: '' },
});

async function converse(adapter: MemoryAdapter, controller: Botkit, ms: number): Promise<number> {
  const end = performance.now() + ms;
  const before = adapter.sent;
  for (let turn = 0; performance.now() < end; turn++) await adapter.hear(turn % 100, controller);
  return adapter.sent - before;
}

async function main(): Promise<void> {
  const adapter = new MemoryAdapter();
  const controller = new Botkit({
    adapter,
    disable_webserver: true,
    ...({ disable_console: true } as object),
  });
  controller.hears('menu', 'message', async (bot: BotWorker, message: BotkitMessage) => {
    await bot.reply(message, 'What would you like to know?');
  });
  await new Promise<void>((resolve) => controller.ready(resolve));
  await converse(adapter, controller, warmMs);
  say({ type: 'result', value: (await converse(adapter, controller, measuredMs)) / (measuredMs / 1000) });
}

void main();
