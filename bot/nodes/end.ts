import type { NodeRunner } from './node';

export const endRunner: NodeRunner<'end'> = { enter: () => ({ type: 'end' }) };
