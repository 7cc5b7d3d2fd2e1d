import type { HubModuleFactory } from '../context/hub-module.js';
import { findConsole } from './console-files.js';
import { consoleRoutes, noConsoleRoute } from './console-routes.js';
import { PolicyReports } from './policy-reports.js';

/** `/`: the console, where the package `@lingpai/console` is installed. */
export const consoleModule: HubModuleFactory = (context) => {
  const { settings, log } = context;
  const found = findConsole(settings);
  const hasPath = new URL(settings.publicUrl).pathname !== '/';
  if (found !== undefined && hasPath) log.warn(`the console is not served: ${needsHost}`);
  return {
    name: 'console',
    routes(server) {
      if (found === undefined) noConsoleRoute(server, settings.console.enabled ? notInstalled : switchedOff);
      else if (hasPath) noConsoleRoute(server, `This is a Lingpai hub without a console: ${needsHost}.`);
      else consoleRoutes(server, context, found);
    },
  };
};

const notInstalled =
  'This is a Lingpai hub without a console: npm install @lingpai/console next to it and restart to have one.';
const switchedOff = 'This is a Lingpai hub whose console is switched off (console.enabled).';
/** Its pages name their files and the hub's routes from the root of the host. */
const needsHost = 'it needs a publicUrl without a path';

/** `/csp-reports`: apart, because its bodies are read otherwise. */
export const policyReportsModule: HubModuleFactory = ({ log }) => {
  const reports = new PolicyReports(log);
  return {
    name: 'policy-reports',
    routes: (server) => reports.route(server),
    metrics: (registry) => reports.register(registry),
  };
};
