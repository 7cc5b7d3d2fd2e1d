import { bundleClient } from './client.mjs';
import { bundleDatabase } from './database.mjs';

/** What the hub imports by its published name: a first build makes it before the hub is started to describe its routes. */
export async function bundleLibraries() {
  await bundleClient();
  await bundleDatabase();
}
