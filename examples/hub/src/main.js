import { run } from './run.js';

// `--once` ends after the walk through.
process.exitCode = await run({ isOnce: process.argv.includes('--once') });
