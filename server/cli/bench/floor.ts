/**
 * The floor, a process of its own: an Express server that only verifies the signature with Twilio's function and
 * commits one row, with the journal settings of our store. Nothing that must do this can be faster in this language.
 */
import Sqlite from 'better-sqlite3';
import express from 'express';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { serveAsChild } from './child';
import { account } from './requests';

const database = new Sqlite(process.env['BENCH_FILE'] ?? ':memory:');
for (const setting of [
  'auto_vacuum = INCREMENTAL',
  'journal_mode = WAL',
  'synchronous = FULL',
  'secure_delete = ON',
])
  database.pragma(setting);
database.exec(
  'create table inbox (sequence integer primary key autoincrement, event_id text not null unique, body text not null)',
);
const insert = database.prepare('insert into inbox (event_id, body) values (?, ?) on conflict do nothing');

const app = express();
app.disable('x-powered-by');
app.post('/webhooks/twilio/messages', express.urlencoded({ extended: false }), (request, response) => {
  const signature = request.get('X-Twilio-Signature') ?? '';
  const form: Record<string, string> = request.body;
  if (!validateRequest(account.token, signature, account.publicUrl + request.originalUrl, form))
    return void response.sendStatus(403);
  insert.run(form['MessageSid'], form['Body']);
  response.type('text/xml').send('<Response/>');
});
app.get('/readyz', (_request, response) => void response.json({ status: 'ready' }));
serveAsChild(app);
