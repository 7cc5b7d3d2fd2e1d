// A node of the hub: a process of the built package. It begins when told, and the clock that it goes by can be moved.
import { appendFileSync } from 'node:fs';
import { loadSettings, startHub } from '@lingpai/hub';
import { handleQuestions } from '../conversation.mjs';

let offset = 0;
let options;
let hub;

handleQuestions({
  async open(given) {
    options = given;
    offset = options.offset;
    return { port: await start() };
  },
  async clock(given) {
    offset = given.offset;
  },
  /** Workers begin anew: what is due by a clock that was moved is done now, and not at their next turn. */
  async restart() {
    await hub.stop();
    return { port: await start() };
  },
});

async function start() {
  const settings = loadSettings({ file: options.file, environment: {} });
  hub = await startHub(settings, {
    clock: () => Date.now() + offset,
    logTo: { write: (line) => appendFileSync(options.logFile, line) },
  });
  return Number(new URL(hub.address).port);
}
