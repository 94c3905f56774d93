/** Words that command: each means one thing in all languages together, and what the provider takes them for. */
import { type CommandClash, findCommandClashes, type Lexicons } from '../training';
import type { ContentIssue } from './check';

/** @returns an issue for every phrase that means one command here and another there, or something to Twilio. */
export function commandIssues(lexicons: Lexicons): ContentIssue[] {
  return findCommandClashes(lexicons).map(({ phrase, one, other }: CommandClash) => ({
    where: `"${phrase}"`,
    problem: `means ${one} and ${other}: a word can only command one thing`,
  }));
}
