/**
 * Structured conditions over variables: no expression language, so that an editor can offer them as a form
 * and a check can read them.
 */
import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A day that is worked out: a variable or today, plus a number taken from a fact or given. */
export const dayExpressionSchema = z.strictObject({
  /** `today` or the name of a variable that holds a day `YYYY-MM-DD`. */
  from: z.string(),
  plus: z
    .strictObject({
      /** Number and unit come from this fact (unit day, week, month or year). */
      fact: z.string().optional(),
      days: z.int().optional(),
      months: z.int().optional(),
    })
    .optional(),
});
export type DayExpression = z.infer<typeof dayExpressionSchema>;

const leafSchema = z.union([
  z.strictObject({ variable: z.string(), equals: scalar }),
  z.strictObject({ variable: z.string(), in: z.array(scalar).min(1) }),
  z.strictObject({ variable: z.string(), known: z.boolean() }),
  /** True when the worked-out day lies before today. */
  z.strictObject({ past: dayExpressionSchema }),
]);

export type Condition =
  | z.infer<typeof leafSchema>
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    leafSchema,
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
  ]),
);

/** Value of a variable a condition can look at. `undefined` = not known. */
export type Variables = Readonly<Record<string, string | number | boolean | undefined>>;

export type ConditionContext = {
  variables: Variables;
  /** Works a day out; `undefined` when a part of it is not known or its fact has lapsed. */
  day(expression: DayExpression): string | undefined;
  today: string;
};

/** Whether `condition` holds. A comparison with an unknown variable is false. */
export function holds(condition: Condition, context: ConditionContext): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, context));
  if ('any' in condition) return condition.any.some((part) => holds(part, context));
  if ('not' in condition) return !holds(condition.not, context);
  if ('past' in condition) {
    const day = context.day(condition.past);
    return day !== undefined && day < context.today;
  }
  const value = context.variables[condition.variable];
  if ('known' in condition) return (value !== undefined) === condition.known;
  if ('in' in condition) return value !== undefined && condition.in.includes(value);
  return value === condition.equals;
}

/** Names of the variables a condition reads. */
export function variablesOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(variablesOf);
  if ('any' in condition) return condition.any.flatMap(variablesOf);
  if ('not' in condition) return variablesOf(condition.not);
  if ('past' in condition) return condition.past.from === 'today' ? [] : [condition.past.from];
  return [condition.variable];
}
