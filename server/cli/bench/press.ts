/** The load generator: so many connections kept open, on each one request at a time. */
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

export type Pressed = { perSecond: number; p99: number };

const connections = 16;

/**
 * @param requests whole HTTP requests, each sent once.
 * @throws Error when one is answered with anything but 200.
 */
export async function press(port: number, requests: readonly Buffer[]): Promise<Pressed> {
  const work = { requests, next: 0, times: [] as number[] };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => sendAll(port, work)));
  const seconds = (performance.now() - started) / 1000;
  const times = work.times.sort((a, b) => a - b);
  return { perSecond: times.length / seconds, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

type Work = { requests: readonly Buffer[]; next: number; times: number[] };

function sendAll(port: number, work: Work): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let received = '';
    const sendNext = () => {
      const request = work.requests[work.next++];
      received = '';
      sentAt = performance.now();
      if (request) socket.write(request);
      else socket.end(resolve);
    };
    socket.on('connect', sendNext);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const status = statusOf(received);
      if (status === undefined) return;
      if (status !== 200) return reject(new Error(`a webhook was answered with ${status}`));
      work.times.push(performance.now() - sentAt);
      sendNext();
    });
  });
}

/** @returns undefined until the whole answer is there. */
function statusOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/^content-length: (\d+)/im.exec(answer.slice(0, end))?.[1] ?? 0);
  return answer.length >= end + 4 + length ? Number(answer.slice(9, 12)) : undefined;
}
