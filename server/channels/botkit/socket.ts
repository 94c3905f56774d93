/** One websocket of one page: frames in, in order; what is new out, in order. */
import type { RawData, WebSocket } from 'ws';
import type { Feed, Position } from './feed';
import { type ClientFrame, type ErrorCode, explain, frameSchema, type ServerFrame } from './frames';
import type { Hub } from './hub';
import { type Bucket, createBucket, type WebLimits } from './limits';
import type { Talk } from './talk';
import { newToken } from './token';

export type SocketDependencies = {
  hub: Hub;
  feed: Feed;
  talk: Talk;
  limits: WebLimits;
  /** Milliseconds of a clock that does not jump. */
  ticks(): number;
  onError(error: unknown): void;
};

/** Close codes of ours; the page opens a new socket after `idle` only when it is used again. */
export const closeCodes = { idle: 4000, noHello: 4001, badFrames: 1008, leaving: 1001 } as const;

type Visitor = { token: string; position: Position };

export class ChatSocket {
  private visitor: Visitor | null = null;
  private unwatch = () => {};
  private badFrames = 0;
  private answered = true;
  private lastUse: number;
  private readonly bucket: Bucket;
  private readonly timers: NodeJS.Timeout[] = [];
  /** Frames and deliveries one after the other. */
  private incoming: Promise<void> = Promise.resolve();
  private outgoing: Promise<boolean> = Promise.resolve(false);

  constructor(
    private readonly socket: WebSocket,
    private readonly dependencies: SocketDependencies,
  ) {
    const { limits, ticks } = dependencies;
    this.bucket = createBucket(limits.frameBurst, limits.framesPerSecond, ticks);
    this.lastUse = ticks();
    socket.on('message', (data, isBinary) => this.queue(data, isBinary));
    socket.on('pong', () => {
      this.answered = true;
    });
    socket.on('close', () => this.ended());
    socket.on('error', () => socket.terminate());
    this.timers.push(setTimeout(() => this.expectHello(), limits.helloMs));
    this.timers.push(setInterval(() => this.beat(), limits.heartbeatMs));
  }

  private ended(): void {
    this.unwatch();
    for (const timer of this.timers) clearTimeout(timer);
  }

  private send(frame: ServerFrame): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private expectHello(): void {
    if (!this.visitor) this.socket.close(closeCodes.noHello, 'hello first');
  }

  /** Finds out connections that died without a word, and those nobody uses any more. */
  private beat(): void {
    if (!this.answered) return this.socket.terminate();
    if (this.dependencies.ticks() - this.lastUse > this.dependencies.limits.idleMs)
      return this.socket.close(closeCodes.idle, 'idle');
    this.answered = false;
    this.socket.ping();
    // A page does not see pings: this tells it that the line is good.
    this.send({ type: 'alive' });
    // Another process may have sent something meanwhile.
    void this.flush();
  }

  private queue(data: RawData, isBinary: boolean): void {
    const frame = this.parse(data, isBinary);
    if (!frame) return;
    this.incoming = this.incoming.then(() => this.take(frame)).catch(this.dependencies.onError);
  }

  private parse(data: RawData, isBinary: boolean): ClientFrame | null {
    const parsed = isBinary ? null : frameSchema.safeParse(jsonOf(String(data)));
    const id = parsed?.success && 'id' in parsed.data ? parsed.data.id : null;
    if (!this.bucket.take()) {
      if (id === null) this.refuse('too-many', 'slow down');
      else this.send({ type: 'refused', id, code: 'too-many' });
      return null;
    }
    if (parsed?.success) return parsed.data;
    this.refuse('bad-frame', parsed ? explain(parsed.error) : 'frames are text');
    this.badFrames += 1;
    if (this.badFrames >= this.dependencies.limits.badFrames)
      this.socket.close(closeCodes.badFrames, 'too many bad frames');
    return null;
  }

  private refuse(code: ErrorCode, message: string): void {
    this.send({ type: 'error', code, message });
  }

  private async take(frame: ClientFrame): Promise<void> {
    if (frame.type === 'ping') return void this.send({ type: 'alive' });
    if (frame.type === 'hello') return this.hello(frame);
    const { visitor } = this;
    if (!visitor) return this.refuse('hello-first', 'the first frame has to be hello');
    if (frame.type === 'seen') return this.dependencies.feed.seen(visitor.token, frame.sequence);
    this.lastUse = this.dependencies.ticks();
    const said = await this.dependencies.talk(visitor.token, frame);
    if (said.type === 'refused') this.send({ type: 'refused', id: frame.id, code: said.code });
    else this.send({ type: 'received', id: frame.id, epoch: said.epoch });
  }

  private async hello({ token, after, epoch }: Extract<ClientFrame, { type: 'hello' }>): Promise<void> {
    if (this.visitor) return this.refuse('bad-frame', 'hello was said already');
    const { feed, hub } = this.dependencies;
    const visitor: Visitor = { token: token ?? newToken(), position: { epoch, after } };
    this.visitor = visitor;
    if (token !== null) await feed.seen(visitor.token, after);
    this.unwatch = hub.watch(visitor.token, {
      flush: () => this.flush(),
      typing: () => void this.send({ type: 'typing' }),
      close: () => this.socket.close(closeCodes.leaving, 'server stops'),
    });
    // A socket that ended meanwhile must not stay behind in the hub.
    if (this.socket.readyState !== this.socket.OPEN) this.unwatch();
    this.send({ type: 'welcome', ...(token === null ? { token: visitor.token } : {}) });
    await this.flush();
  }

  private flush(): Promise<boolean> {
    this.outgoing = this.outgoing
      .then(() => this.sendNews())
      .catch((error: unknown) => {
        this.dependencies.onError(error);
        return false;
      });
    return this.outgoing;
  }

  private async sendNews(): Promise<boolean> {
    const { visitor } = this;
    if (!visitor || this.socket.readyState !== this.socket.OPEN) return false;
    const news = await this.dependencies.feed.read(visitor.token, visitor.position);
    if (news.gone) this.send({ type: 'gone' });
    const last = news.messages.at(-1);
    for (const message of news.messages) if (!this.send(message)) return false;
    visitor.position = {
      epoch: news.epoch,
      after: last?.sequence ?? (news.epoch === visitor.position.epoch ? visitor.position.after : 0),
    };
    return last !== undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
