/** Prometheus text. Counts and ages only: no label names a person, a number or a text. */
import type { Store } from './store/store';

export async function metricsText(store: Store, now: Date): Promise<string> {
  const { unsent, oldestSeconds } = await store.outbox.depth(now.toISOString());
  const memory = process.memoryUsage().rss;
  return [
    gauge('passerelle_outbox_unsent', 'Messages not yet accepted by a provider', unsent),
    gauge('passerelle_outbox_oldest_seconds', 'Age of the oldest of them', oldestSeconds),
    gauge('passerelle_memory_bytes', 'Resident memory of this process', memory),
    gauge('passerelle_uptime_seconds', 'Seconds since this process started', Math.round(process.uptime())),
  ].join('');
}

const gauge = (name: string, help: string, value: number): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
