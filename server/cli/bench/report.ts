/** What the bench measures, and how it is shown. */

export type Report = {
  /** Signed webhook to acknowledgement, turns held back: its throughput divided by the floor's. */
  ack_ratio: number;
  /** The same for the 99th percentile of the time to the acknowledgement. */
  ack_p99_ratio: number;
  /** Signed webhook to reply handed to the channel: its throughput divided by the floor's. */
  turn_ratio: number;
  /** Time to the acknowledgement while turns are taken: 99th percentile divided by the floor's. */
  ack_p99_under_turns_ratio: number;
  /** `advance` and `render` in memory on the real release: taps on options. */
  core_turns_per_s: number;
  /** The same for free text, which has to be understood. */
  core_text_turns_per_s: number;
  /** Botkit answering one fixed text through its own controller, in memory. */
  botkit_turns_per_s: number;
  /** Turn throughput with `contacts` stored contacts divided by that with a thousand. */
  flatness: number;
  contacts: number;
  /** Memory of the real server after its start and 500 turns through Twilio's client. */
  rss_mb: number;
  /** From spawning the real server until /readyz answers. */
  start_ms: number;
  /** The same for a Node that only listens. */
  node_floor_ms: number;
  /** The same for a Node that loads express, better-sqlite3 and Twilio's signature check, opens a file and listens. */
  libraries_floor_ms: number;
  floor_per_s: number;
  ack_per_s: number;
  turn_per_s: number;
  floor_p99_ms: number;
  ack_p99_ms: number;
  ack_p99_under_turns_ms: number;
};

/** Rounded to what is worth reading. */
export function rounded(report: Report): Report {
  const round = (value: number) => Number(value.toPrecision(value >= 100 ? 4 : 3));
  return Object.fromEntries(Object.entries(report).map(([name, value]) => [name, round(value)])) as Report;
}

export function asTable(report: Report): string {
  const rows = Object.entries(rounded(report));
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(9)}`).join('\n');
}

/** The middle one: a round that a neighbour on the machine disturbed does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export type Progress = (text: string) => void;
