import type { HubContext } from '../context/hub-context.js';

/** 0 to 1, random. */
export const randomShare = ({ random }: Pick<HubContext, 'random'>): number => random(4).readUInt32BE() / 2 ** 32;
