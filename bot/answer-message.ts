/** The answer to a question a person wrote, whether its topic was understood or tapped afterwards. */
import { answerTopic } from './answer';
import { startFlow } from './play';
import type { Scene } from './scene';
import type { Entities } from './understand/types';

/** Answers, or goes straight into the procedure when the message brings what it works with (the date of a letter). */
export function answerMessage(scene: Scene, id: string, entities: Entities): boolean {
  const flowId = scene.world.release.topics[id]?.flow;
  const flow = flowId === undefined ? undefined : scene.world.release.flows[flowId];
  const [date] = entities.dates;
  if (flow?.takes.date && date && date.day <= scene.world.today) {
    scene.session.variables[flow.takes.date] = date.day;
    scene.session.topic = id;
    startFlow(scene, flow);
    return true;
  }
  scene.session.position = null;
  return answerTopic(scene, id, true);
}
