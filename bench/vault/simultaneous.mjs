// Many calls of `rotate` at once, and reads one after the other: how long the event loop is held, and what a read takes.
// Given another checkout of this repository, it measures both in turns.
import { pathToFileURL } from 'node:url';
import { median, start } from '../process.mjs';
import { createDatabase } from './databases.mjs';

const rounds = 9;
const readsPerRound = 400;
const size = 1_000;

/** @param against the folder of another checkout, built; `undefined` for none */
export async function benchSimultaneous(engine, { alipay, simultaneous, against }) {
  const checkouts = { here: new URL('./', import.meta.url) };
  if (against !== undefined) checkouts.against = new URL('bench/vault/', `${pathToFileURL(against)}/`);
  const subjects = [];
  try {
    for (const [name, folder] of Object.entries(checkouts)) {
      const database = await createDatabase(engine);
      /** @type {{ name: string, database: any, child?: ReturnType<typeof start>, rounds: any[] }} */
      const subject = { name, database, rounds: [] };
      subjects.push(subject);
      const { populate } = await import(new URL('populate.mjs', folder).href);
      await populate(database, size, alipay);
      subject.child = start(new URL('node.mjs', folder));
      const { url, folder: spool } = database;
      await subject.child.ask({
        command: 'openVault',
        url,
        folder: spool,
        alipay,
        rotationSpacing: 0,
        cacheEntries: 0,
      });
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const { child, rounds: taken } of round % 2 === 0 ? subjects : subjects.toReversed()) {
        const result = {
          ...(await child.ask({ command: 'rotateTogether', first: (round * simultaneous) % size, simultaneous, size })),
          ...(await child.ask({ command: 'readOneByOne', reads: readsPerRound, size })),
        };
        // The first round warms up.
        if (round > 0) taken.push(result);
      }
    }
    return Object.fromEntries(subjects.map(({ name, rounds: taken }) => [name, summarize(taken)]));
  } finally {
    for (const { child, database } of subjects) {
      await child?.ask({ command: 'close' });
      child?.stop();
      await database.drop();
    }
  }
}

function summarize(taken) {
  const middle = (name) => median(taken.map((one) => one[name]));
  return Object.fromEntries(Object.keys(taken[0]).map((name) => [name, middle(name)]));
}
