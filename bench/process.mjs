// Child processes that take requests and send responses.
import { fork } from 'node:child_process';

/** A forked module to which messages go one at a time. */
export function start(module, execArgv = []) {
  const child = fork(new URL(module, import.meta.url), { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    ask(message) {
      return new Promise((resolve, reject) => {
        const onExit = (code) => reject(new Error(`${module} ended with ${code}`));
        child.once('exit', onExit);
        child.once('message', (/** @type {{ error?: string, result?: any }} */ response) => {
          child.off('exit', onExit);
          if (response.error) reject(new Error(response.error));
          else resolve(response.result ?? response);
        });
        child.send(message);
      });
    },
    stop() {
      if (child.connected) child.disconnect();
    },
  };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
