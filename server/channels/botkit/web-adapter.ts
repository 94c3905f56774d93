/** The Botkit adapter of our own web chat: activities come from websockets and HTTP, and go to the pages that look. */
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder-core';
import type { InboundActivity } from './activity';
import { outcomeOf, type Received } from './host';

export type Delivery = {
  /** Something new stands in the outbox for this address. Never throws. */
  message(address: string): Promise<void>;
  typing(address: string): void;
};

export class WebAdapter extends BotAdapter {
  /** Botkit registers adapters as plugins by this name. */
  readonly name = 'Passerelle web chat';

  constructor(private readonly delivery: Delivery) {
    super();
  }

  /** @param handleTurn the host's. @returns whether the event was new. @throws what keeping it threw. */
  async hear(
    activity: InboundActivity,
    handleTurn: (context: TurnContext) => Promise<void>,
  ): Promise<Received> {
    const context = new TurnContext(this, activity);
    await this.runMiddleware(context, handleTurn);
    return outcomeOf(context);
  }

  /**
   * The row in the outbox is the message: an activity only says that there is one. So a page that comes back later
   * reads the same, and nothing is shown twice.
   */
  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    for (const { type, conversation } of activities) {
      if (!conversation) continue;
      if (type === 'typing') this.delivery.typing(conversation.id);
      else await this.delivery.message(conversation.id);
    }
    return activities.map(({ id }) => ({ id: id ?? '' }));
  }

  async updateActivity(): Promise<void> {
    throw new Error('the web chat does not change messages');
  }

  async deleteActivity(): Promise<void> {
    throw new Error('the web chat does not take messages back');
  }

  async continueConversation(
    reference: Parameters<BotAdapter['continueConversation']>[0],
    logic: Parameters<BotAdapter['continueConversation']>[1],
  ): Promise<void> {
    const activity = TurnContext.applyConversationReference({ type: 'event' }, reference, true);
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }
}
