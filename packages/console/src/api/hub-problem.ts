import { HubProblem } from '@lingpai/hub-client';

export const isSignedOut = (error: unknown): boolean => error instanceof HubProblem && error.status === 401;
export const lacksPermission = (error: unknown): boolean => error instanceof HubProblem && error.status === 403;

/** Whether no response came: `fetch` rejects with a `TypeError`, and after the time-out with a `DOMException`. */
export const isUnreachable = (error: unknown): boolean => error instanceof TypeError || error instanceof DOMException;
