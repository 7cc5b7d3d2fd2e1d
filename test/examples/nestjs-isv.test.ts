import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { productionBehaviour, starterBehaviour } from './starter.mjs';

const program = resolve(import.meta.dirname, '../../examples/nestjs-isv/dist/main.js');

describe('the example for NestJS', () => {
  const launch = { command: process.execPath, parameters: [program] };
  starterBehaviour({ it, before: beforeAll, after: afterAll }, launch);
  productionBehaviour({ it }, launch);
});
