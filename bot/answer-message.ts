/** The answer to a question a person wrote, whether its topic was understood or tapped afterwards. */
import { answerTopic } from './answer';
import type { Flow } from './flow';
import { startFlow, walk } from './play';
import type { Scene } from './scene';
import type { Entities } from './understand/types';

/** Answers, or goes straight into the procedure when the message brings what it works with (the date of a letter). */
export function answerMessage(scene: Scene, id: string, entities: Entities): boolean {
  const flowId = scene.world.release.topics[id]?.flow;
  const flow = flowId === undefined ? undefined : scene.world.release.flows[flowId];
  if (flow && takeDate(scene, flow, entities)) {
    scene.session.topic = id;
    return true;
  }
  const waiting = scene.session.position;
  if (!waiting || waiting.flow === 'welcome') {
    scene.session.position = null;
    return answerTopic(scene, id, true);
  }
  // In the middle of a procedure: answered, then the procedure asks its own question again.
  if (!answerTopic(scene, id, false)) return false;
  walk(scene, waiting);
  return true;
}

/** Begins the procedure with the day that was written, if it works with one. */
export function takeDate(scene: Scene, flow: Flow, entities: Entities): boolean {
  const [date] = entities.dates;
  if (!flow.takes.date || !date || date.day > scene.world.today) return false;
  scene.session.variables[flow.takes.date] = date.day;
  startFlow(scene, flow);
  return true;
}
