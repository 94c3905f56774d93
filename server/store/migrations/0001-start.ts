/** The first tables. Written once: later changes are migrations of their own. */
import { type ColumnDefinitionBuilder, type Kysely, type Migration, sql } from 'kysely';
import type { DialectTraits } from '../sql/dialect';

type Db = Kysely<unknown>;
type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

const required: Column = (column) => column.notNull();
const primary: Column = (column) => column.notNull().primaryKey();
const unique: Column = (column) => column.notNull().unique();
/** Erasing a contact takes the row along. */
const ofContact: Column = (column) => column.notNull().references('contact.id').onDelete('cascade');

export function start(traits: DialectTraits): Migration {
  return {
    async up(db: Db) {
      await people(db, traits);
      await messagesIn(db, traits);
      await messagesOut(db, traits);
      await work(db, traits);
      await organisations(db, traits);
      await records(db, traits);
      await indexes(db);
    },
  };
}

async function people(db: Db, { bytesType }: DialectTraits): Promise<void> {
  await db.schema
    .createTable('contact')
    .addColumn('id', 'text', primary)
    .addColumn('channel', 'text', required)
    .addColumn('address_hash', bytesType, unique)
    .addColumn('address', bytesType, required)
    .addColumn('language', 'text')
    .addColumn('language_chosen', 'integer', required)
    .addColumn('municipality', 'text')
    .addColumn('status', bytesType)
    .addColumn('opted_out', 'integer', required)
    .addColumn('greeted', 'integer', required)
    .addColumn('erasing', 'integer', required)
    .addColumn('last_inbound_at', 'text')
    .addColumn('active_at', 'text', required)
    .addColumn('created_at', 'text', required)
    .execute();
  await db.schema
    .createTable('session')
    .addColumn('contact_id', 'text', (column) => ofContact(column).primaryKey())
    .addColumn('data', bytesType, required)
    .addColumn('revision', 'integer', required)
    .addColumn('updated_at', 'text', required)
    .execute();
}

async function messagesIn(db: Db, { addSequence, bytesType }: DialectTraits): Promise<void> {
  await addSequence(db.schema.createTable('inbox'))
    .addColumn('id', 'text', unique)
    .addColumn('contact_id', 'text', ofContact)
    .addColumn('channel', 'text', required)
    .addColumn('event_id', 'text', required)
    .addColumn('body', bytesType, required)
    .addColumn('state', 'text', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('received_at', 'text', required)
    .addUniqueConstraint('inbox_event', ['channel', 'event_id'])
    .execute();
  await db.schema
    .createTable('mark')
    .addColumn('hash', bytesType, primary)
    .addColumn('at', 'text', required)
    .execute();
  await addSequence(db.schema.createTable('media'))
    .addColumn('id', 'text', unique)
    .addColumn('contact_id', 'text', ofContact)
    .addColumn('inbox_id', 'text', (column) => column.notNull().references('inbox.id').onDelete('cascade'))
    .addColumn('source', bytesType, required)
    .addColumn('state', 'text', required)
    .addColumn('reason', 'text')
    .addColumn('content_type', 'text', required)
    .addColumn('size', 'integer', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('bytes', bytesType)
    .execute();
}

async function messagesOut(db: Db, { addSequence, bytesType }: DialectTraits): Promise<void> {
  await addSequence(db.schema.createTable('outbox'))
    .addColumn('id', 'text', unique)
    .addColumn('contact_id', 'text', ofContact)
    .addColumn('staff_id', 'text')
    .addColumn('reviewed', 'integer', required)
    .addColumn('language', 'text', required)
    .addColumn('content', bytesType, required)
    .addColumn('state', 'text', required)
    .addColumn('provider_id', 'text')
    .addColumn('error', 'text')
    .addColumn('attempts', 'integer', required)
    .addColumn('attempted_at', 'text')
    .addColumn('not_before', 'text')
    .addColumn('created_at', 'text', required)
    .addColumn('updated_at', 'text', required)
    .execute();
}

async function work(db: Db, { bytesType }: DialectTraits): Promise<void> {
  await db.schema
    .createTable('handoff')
    .addColumn('id', 'text', primary)
    .addColumn('contact_id', 'text', ofContact)
    .addColumn('state', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('urgent', 'integer', required)
    .addColumn('topic', 'text')
    .addColumn('summary', bytesType)
    .addColumn('language', 'text')
    .addColumn('municipality', 'text')
    .addColumn('organisation_id', 'text', required)
    .addColumn('assigned_to', 'text')
    .addColumn('requested_at', 'text', required)
    .addColumn('assigned_at', 'text')
    .addColumn('closed_at', 'text')
    .addColumn('expires_at', 'text', required)
    .addColumn('outcome', 'text')
    .addColumn('revision', 'integer', required)
    .execute();
  await db.schema
    .createTable('timer')
    .addColumn('id', 'text', primary)
    .addColumn('contact_id', 'text', ofContact)
    .addColumn('timer', 'text', required)
    .addColumn('due_at', 'text', required)
    .addColumn('data', bytesType, required)
    .execute();
}

async function organisations(db: Db, { bytesType }: DialectTraits): Promise<void> {
  await db.schema
    .createTable('organisation')
    .addColumn('id', 'text', primary)
    .addColumn('name', 'text', required)
    .addColumn('municipalities', 'text', required)
    .addColumn('languages', 'text', required)
    .addColumn('hours', 'text', required)
    .execute();
  await db.schema
    .createTable('staff')
    .addColumn('id', 'text', primary)
    .addColumn('organisation_id', 'text', required)
    .addColumn('email_hash', bytesType, unique)
    .addColumn('email', bytesType, required)
    .addColumn('name', bytesType, required)
    .addColumn('role', 'text', required)
    .addColumn('languages', 'text', required)
    .addColumn('municipalities', 'text', required)
    .addColumn('password_hash', 'text')
    .addColumn('disabled', 'integer', required)
    .addColumn('created_at', 'text', required)
    .execute();
  await db.schema
    .createTable('staff_session')
    .addColumn('token_hash', 'text', primary)
    .addColumn('staff_id', 'text', (column) => column.notNull().references('staff.id').onDelete('cascade'))
    .addColumn('csrf', 'text', required)
    .addColumn('created_at', 'text', required)
    .addColumn('expires_at', 'text', required)
    .addColumn('last_seen_at', 'text', required)
    .execute();
  await db.schema
    .createTable('invitation')
    .addColumn('token_hash', 'text', primary)
    .addColumn('organisation_id', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('email', bytesType)
    .addColumn('expires_at', 'text', required)
    .execute();
}

async function records(db: Db, { addSequence }: DialectTraits): Promise<void> {
  await db.schema
    .createTable('need')
    .addColumn('week', 'text', required)
    .addColumn('municipality', 'text', required)
    .addColumn('topic', 'text', required)
    .addColumn('language', 'text', required)
    .addColumn('channel', 'text', required)
    .addColumn('outcome', 'text', required)
    .addColumn('count', 'integer', required)
    .addPrimaryKeyConstraint('need_cell', ['week', 'municipality', 'topic', 'language', 'channel', 'outcome'])
    .execute();
  await addSequence(db.schema.createTable('audit'))
    .addColumn('id', 'text', unique)
    .addColumn('at', 'text', required)
    .addColumn('actor', 'text', required)
    .addColumn('action', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('details', 'text', required)
    .execute();
  await db.schema
    .createTable('setting')
    .addColumn('name', 'text', primary)
    .addColumn('value', 'text', required)
    .execute();
}

/** Work to do is a small part of what is kept: partial indexes stay small however much there is. */
async function indexes(db: Db): Promise<void> {
  const pending = sql<boolean>`state = 'pending'`;
  const standing = sql<boolean>`state in ('queued', 'sending', 'unknown') and not (state = 'unknown' and not_before is null)`;
  const open = sql<boolean>`state in ('requested', 'assigned')`;
  const { schema } = db;
  await schema.createIndex('contact_active').on('contact').column('active_at').execute();
  await schema
    .createIndex('contact_erasing')
    .on('contact')
    .column('active_at')
    .where(sql<boolean>`erasing = 1`)
    .execute();
  await schema.createIndex('inbox_contact').on('inbox').columns(['contact_id', 'sequence']).execute();
  await schema
    .createIndex('inbox_pending')
    .on('inbox')
    .columns(['contact_id', 'sequence'])
    .where(pending)
    .execute();
  await schema.createIndex('outbox_contact').on('outbox').columns(['contact_id', 'sequence']).execute();
  await schema
    .createIndex('outbox_standing')
    .on('outbox')
    .columns(['contact_id', 'sequence'])
    .where(standing)
    .execute();
  await schema
    .createIndex('outbox_waiting')
    .on('outbox')
    .column('contact_id')
    .where(sql<boolean>`state = 'waiting'`)
    .execute();
  await schema
    .createIndex('outbox_provider')
    .on('outbox')
    .column('provider_id')
    .where(sql<boolean>`provider_id is not null`)
    .execute();
  await schema.createIndex('handoff_contact').on('handoff').columns(['contact_id', 'requested_at']).execute();
  await schema
    .createIndex('handoff_desk')
    .on('handoff')
    .columns(['organisation_id', 'state', 'requested_at'])
    .execute();
  await schema.createIndex('handoff_open').on('handoff').column('expires_at').where(open).execute();
  await schema.createIndex('timer_due').on('timer').column('due_at').execute();
  await schema.createIndex('timer_contact').on('timer').column('contact_id').execute();
  await schema.createIndex('media_contact').on('media').column('contact_id').execute();
  await schema.createIndex('media_inbox').on('media').column('inbox_id').execute();
  await schema
    .createIndex('media_to_fetch')
    .on('media')
    .columns(['attempts', 'sequence'])
    .where(sql<boolean>`state = 'to-fetch'`)
    .execute();
  await schema.createIndex('mark_at').on('mark').column('at').execute();
  await schema.createIndex('session_updated').on('session').column('updated_at').execute();
  await schema.createIndex('staff_organisation').on('staff').column('organisation_id').execute();
  await schema.createIndex('staff_session_staff').on('staff_session').column('staff_id').execute();
}
