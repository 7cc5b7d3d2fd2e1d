import { argv } from 'node:process';
import { serve } from './serve.js';
import { settingsFromEnvironment } from './settings.js';
import { walkThrough } from './walk-through.js';
import { serveWithSandbox } from './with-sandbox.js';

// Without arguments: a local Alipay and a walk through everything. `--production` takes the settings of the environment.
if (argv.includes('--production')) {
  const settings = settingsFromEnvironment();
  const { close } = await serve(settings);
  console.log(`Listening for ${settings.baseUrl}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close);
} else {
  const running = await serveWithSandbox();
  try {
    await walkThrough(running, console.log);
  } catch (error) {
    await running.close();
    throw error;
  }
  if (argv.includes('--once')) await running.close();
  else {
    console.log(
      `\nThe service:           ${running.baseUrl}\nAlipay's dashboard:    ${running.sandbox.endpoint}\nCtrl-C stops both.`,
    );
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, running.close);
  }
}
