/** The text of a template as WhatsApp wants it: numbered variables and Meta's rules. */

/** `names[n - 1]` is what `{{n}}` stands for. */
export type NumberedText = { body: string; names: string[] };

const placeholder = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

/** Named placeholders become numbers in the order they come: WhatsApp wants them without a gap. */
export function numberVariables(text: string): NumberedText {
  const names: string[] = [];
  const body = text.replace(placeholder, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `{{${names.indexOf(name) + 1}}}`;
  });
  return { body, names };
}

/** The text with its values in place. @returns undefined when one is missing: Twilio would fill in the sample. */
export function fillVariables(body: string, values: readonly (string | undefined)[]): string | undefined {
  if (values.some((value) => value === undefined || value === '')) return undefined;
  return body.replace(/\{\{(\d+)\}\}/g, (_, number: string) => values[Number(number) - 1] ?? '');
}

/**
 * Why Meta would reject this text.
 * @see https://www.twilio.com/docs/content/using-variables-with-content-api
 */
export function templateProblems({ body, names }: NumberedText): string[] {
  const words = body.replace(/\{\{\d+\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const emoji = body.match(/\p{Extended_Pictographic}/gu)?.length ?? 0;
  const checks: [boolean, string][] = [
    [body.trim() === '', 'is empty'],
    [body.length > 1024, 'is longer than 1,024 characters'],
    [/^\s*\{\{\d+\}\}|\{\{\d+\}\}[\p{P}\s]*$/u.test(body), 'starts or ends with a variable'],
    [/\}\}[\p{P}\s]*\{\{/u.test(body), 'has two variables next to each other'],
    [words < 2 * names.length + 1, 'has too few words for its variables'],
    [emoji > 10, 'has more than 10 emoji'],
  ];
  return checks.filter(([wrong]) => wrong).map(([, reason]) => reason);
}
