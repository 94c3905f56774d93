import type { NodeRunner } from './node';

export const endRunner: NodeRunner<'end'> = { enter: (_scene, node) => ({ type: 'end', menu: node.menu }) };
