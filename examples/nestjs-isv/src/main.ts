import { argv } from 'node:process';
import { serve } from './serve.js';
import { settingsFromEnvironment } from './settings.js';
import { serveWithSandbox } from './with-sandbox.js';

// Without arguments: with a local Alipay. `--production` takes the settings of the environment.
if (argv.includes('--production')) {
  const settings = settingsFromEnvironment();
  const app = await serve(settings);
  app.enableShutdownHooks();
  console.log(`Listening for ${settings.baseUrl}`);
} else {
  const { baseUrl, dashboard, close } = await serveWithSandbox();
  console.log(`The service:           ${baseUrl}\nAlipay's dashboard:    ${dashboard}\nCtrl-C stops both.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close);
}
