import type { HubModuleFactory } from '../context/hub-module.js';
import { findConsole } from './console-files.js';
import { consoleRoutes, noConsoleRoute } from './console-routes.js';
import { PolicyReports } from './policy-reports.js';

/** `/`: the console, where the package `@lingpai/console` is installed. */
export const consoleModule: HubModuleFactory = (context) => {
  const found = findConsole(context.settings);
  return {
    name: 'console',
    routes(server) {
      if (found !== undefined) return consoleRoutes(server, context, found);
      const { enabled } = context.settings.console;
      noConsoleRoute(
        server,
        enabled
          ? 'This is a Lingpai hub without a console: npm install @lingpai/console next to it and restart to have one.'
          : 'This is a Lingpai hub whose console is switched off (console.enabled).',
      );
    },
  };
};

/** `/csp-reports`: apart, because its bodies are read otherwise. */
export const policyReportsModule: HubModuleFactory = ({ log }) => {
  const reports = new PolicyReports(log);
  return {
    name: 'policy-reports',
    routes: (server) => reports.route(server),
    metrics: (registry) => reports.register(registry),
  };
};
