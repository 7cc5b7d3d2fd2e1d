import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ApplicationCredentials, SandboxSettings } from '@lingpai/sandbox';

/** What the process can be asked to do, and what it responds. */
interface Actions {
  start: {
    content: { readonly settings: Partial<SandboxSettings>; readonly standsAt: number | undefined };
    result: { readonly endpoint: string; readonly applications: readonly ApplicationCredentials[] };
  };
  close: { content: { readonly endpoint: string }; result: undefined };
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Question {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const program = fileURLToPath(new URL('../fixtures/sandbox.mjs', import.meta.url));
const questions = new Map<number, Question>();
let count = 0;
let child: ChildProcess | undefined;

/** Asks the process that holds the local Alipays of the tests; it is started when it is first needed. */
export function askSandboxProcess<Name extends keyof Actions>(
  action: Name,
  content: Actions[Name]['content'],
): Promise<Actions[Name]['result']> {
  child ??= start();
  const asked = child;
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    questions.set(id, { resolve: (result) => resolve(result as Actions[Name]['result']), reject });
    asked.send({ id, action, content }, (error) => {
      if (error !== null) settle({ id, error: error.message });
    });
  });
}

/** It ends by itself when the process that asks it is gone. */
function start(): ChildProcess {
  const started = fork(program, { execArgv: [] });
  started.unref();
  started.channel?.unref();
  started.on('message', (reply) => settle(reply as Reply));
  started.on('exit', () => {
    for (const id of questions.keys()) settle({ id, error: 'the process of the local Alipays has ended' });
    child = undefined;
  });
  return started;
}

function settle({ id, result, error }: Reply): void {
  const question = questions.get(id);
  questions.delete(id);
  if (error === undefined) question?.resolve(result);
  else question?.reject(new Error(error));
}
