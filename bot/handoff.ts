/** Opening a handoff: what the person is told and what the mediators are told. */
import { weekdayAndTime } from './opening';
import { effect, languageOf, type Scene, say, words } from './scene';
import type { HandoffReason } from './turn';

type Request = { reason: HandoffReason; urgent: boolean; topic: string | null };

/** Asks for a person and tells the contact when one will answer. Once open, a second request only raises it. */
export function openHandoff(scene: Scene, request: Request): void {
  const open = scene.contact.handoff;
  if (open) {
    if (request.urgent && !open.urgent)
      effect(scene, { type: 'raise_handoff', handoffId: open.id, reason: request.reason });
    return;
  }
  effect(scene, { type: 'open_handoff', ...request, summary: summaryOf(scene) });
  effect(scene, { type: 'record_need', topic: request.topic, outcome: 'handed-over' });
  say(scene, [words(scene, 'bot:handoff.requested'), ...whenAnswered(scene)]);
}

/** What the bot had understood, in words of the taxonomy, not the person's. */
function summaryOf(scene: Scene): string {
  const last = scene.events.findLast((event) => event.type === 'understood');
  const position = scene.session.position;
  const parts = [
    last?.type === 'understood' && last.topic
      ? `topic ${last.topic} (${last.decision}, ${last.confidence.toFixed(2)})`
      : null,
    position ? `in ${position.flow}/${position.node}` : null,
    scene.session.misses > 0 ? `not understood ${scene.session.misses} times` : null,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

function whenAnswered(scene: Scene) {
  const { desk, release } = scene.world;
  if (desk.open) return [words(scene, 'bot:handoff.open')];
  if (desk.opensAt === null) return [words(scene, 'bot:handoff.later')];
  const when = weekdayAndTime(desk.opensAt, languageOf(scene), release.texts);
  return [words(scene, 'bot:handoff.opens', when)];
}
