import { type Static, Type } from 'typebox';
import { type ProblemCode, problemKinds } from './problem-codes.js';

/** RFC 9457, with our stable `code`. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'Stable: `urn:lingpai:problem:<code>`' }),
    title: Type.String({ description: 'For people' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'For people: one sentence' }),
    code: Type.Enum(Object.keys(problemKinds) as ProblemCode[], { description: 'Stable' }),
    requestId: Type.String({ description: 'Names the request in the logs' }),
  },
  { additionalProperties: true, title: 'Problem' },
);

export type Problem = Static<typeof problemSchema>;

/** The responses that any route may have. */
export const problemResponses = { '4xx': problemSchema, '5xx': problemSchema } as const;
