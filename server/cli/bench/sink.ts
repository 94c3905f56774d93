/** A Twilio that says yes to everything, in this process: enough for the real client, and next to no work. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

export type Sink = { url: string; messages(): number; close(): void };

export async function startSink(): Promise<Sink> {
  let messages = 0;
  const server = createServer((request, response) => {
    const isMessage = request.url?.endsWith('/Messages.json') === true;
    if (isMessage) messages += 1;
    const prefix = isMessage ? 'SM' : 'HX';
    request.resume().on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ sid: prefix + randomBytes(16).toString('hex'), success: true }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    messages: () => messages,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
