/**
 * A flow: a scripted dialogue, one YAML file in `flows/`. Its words are text keys, never text.
 * Keys of a node's words: `flows:<flow>.<node>.text` and `flows:<flow>.<node>.options.<option>`.
 */
import { z } from 'zod';
import { conditionSchema, dayExpressionSchema } from './condition';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
const nodeId = id;
const variable = z.string().regex(/^[a-z][A-Za-z0-9]*$/);

/** Values a text may show: a worked-out day, a fact, or a variable. */
export const valueSchema = z.union([
  z.strictObject({ day: dayExpressionSchema }),
  z.strictObject({ fact: id }),
  z.strictObject({ variable }),
]);
export type ValueExpression = z.infer<typeof valueSchema>;
const values = z.record(z.string(), valueSchema).default({});

/** Says something and goes on at once. */
export const sayNodeSchema = z.strictObject({ type: z.literal('say'), values, next: nodeId });

/** Asks for something typed (or shared) and keeps it in a variable. */
export const askNodeSchema = z.strictObject({
  type: z.literal('ask'),
  kind: z.enum(['text', 'place', 'date', 'number', 'language', 'photo']),
  save: variable,
  next: nodeId,
  /** Where "I do not know" leads; without it the question cannot be skipped. */
  skip: nodeId.optional(),
  /** Not asked when the variable is known already. */
  unlessKnown: z.boolean().default(true),
  values,
});

/** Asks to choose one of the options. */
export const choiceNodeSchema = z.strictObject({
  type: z.literal('choice'),
  /** Keeps the id of the chosen option in this variable. */
  save: variable.optional(),
  /** Not asked when the variable already holds one of the options. */
  unlessKnown: z.boolean().default(false),
  options: z
    .array(z.strictObject({ id, next: nodeId, when: conditionSchema.optional() }))
    .min(1)
    .max(10),
  values,
});

/** Goes one way or another; says nothing. */
export const branchNodeSchema = z.strictObject({
  type: z.literal('branch'),
  cases: z.array(z.strictObject({ when: conditionSchema, next: nodeId })).min(1),
  else: nodeId,
});

/** Answers a topic: its sentences, source, next step. */
export const answerNodeSchema = z.strictObject({
  type: z.literal('answer'),
  topic: z.union([id, z.strictObject({ variable })]),
  next: nodeId,
});

/** Looks up the directory, the competent CPAS or the town hall for the contact's municipality. */
export const lookupNodeSchema = z.strictObject({
  type: z.literal('lookup'),
  kind: z.enum(['directory', 'cpas', 'town-hall']),
  /** Directory only: a domain, or the variable that holds it. */
  domain: z.union([id, z.strictObject({ variable })]).optional(),
  next: nodeId,
  /** Where to go when nothing is found or the municipality is not known. */
  none: nodeId,
});

/** A text to show at a desk, in the official language(s) of the municipality and in the person's own. */
export const cardNodeSchema = z.strictObject({
  type: z.literal('card'),
  /** Text keys: `bot:card.<card>.title`, `.ask`, `.bring`, `.receipt`. */
  card: id,
  next: nodeId,
});

/** Offers a reminder; kept only after the person said yes in a choice before it. */
export const remindNodeSchema = z.strictObject({
  type: z.literal('remind'),
  /** Text key of what is sent: `bot:reminder.<reminder>`. */
  reminder: id,
  on: dayExpressionSchema,
  next: nodeId,
  /** Where to go when the day is past or cannot be worked out. */
  impossible: nodeId,
});

/** Records a step of the person's way to a right, or a need that was not met. No text, no person. */
export const recordNodeSchema = z.strictObject({
  type: z.literal('record'),
  topic: id,
  outcome: z.enum([
    'told-how',
    'applied',
    'receipt-given',
    'receipt-refused',
    'decided',
    'refused',
    'sent-away',
    'treated-unfairly',
    'not-available',
  ]),
  next: nodeId,
});

/** Plays another flow, then goes on here. */
export const callNodeSchema = z.strictObject({ type: z.literal('call'), flow: id, next: nodeId });

/** Hands the conversation over to a person. */
export const handoffNodeSchema = z.strictObject({
  type: z.literal('handoff'),
  reason: z.enum(['asked', 'unsure', 'letter', 'complaint', 'danger', 'flow']),
  urgent: z.boolean().default(false),
  topic: id.optional(),
});

/** Ends the flow; back to the caller. At the very end the menu and a person are offered, or the whole menu is shown. */
export const endNodeSchema = z.strictObject({ type: z.literal('end'), menu: z.boolean().default(false) });

export const nodeSchema = z.discriminatedUnion('type', [
  sayNodeSchema,
  askNodeSchema,
  choiceNodeSchema,
  branchNodeSchema,
  answerNodeSchema,
  lookupNodeSchema,
  cardNodeSchema,
  remindNodeSchema,
  recordNodeSchema,
  callNodeSchema,
  handoffNodeSchema,
  endNodeSchema,
]);
export type FlowNode = z.infer<typeof nodeSchema>;
export type NodeType = FlowNode['type'];
export type NodeOf<T extends NodeType> = Extract<FlowNode, { type: T }>;

export const flowSchema = z.strictObject({
  id,
  start: nodeId,
  /** Offered in the menu, in this order; absent = reached by other ways only. */
  menu: z.int().positive().optional(),
  /** What a message that leads here may bring along, and the variable that keeps it. */
  takes: z.strictObject({ date: variable.optional(), number: variable.optional() }).default({}),
  nodes: z.record(nodeId, nodeSchema),
});
export type Flow = z.infer<typeof flowSchema>;

/** A node of a flow of a release: where a session stands. Never an index. */
export type NodeRef = { flow: string; node: string };
