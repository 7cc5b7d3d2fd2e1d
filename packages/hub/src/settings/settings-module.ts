import { Type } from 'typebox';
import { checkAllApplications } from '../applications/permitted-applications.js';
import { settingList } from '../config/setting-list.js';
import type { HubSettings } from '../config/settings-schema.js';
import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { version } from '../version.js';

/** `/v1/settings`: what the node that responds was started with. */
export const settingsModule: HubModuleFactory = (context) => ({
  name: 'settings',
  routes: (server) => settingsRoute(server, context),
});

const settingSchema = Type.Object(
  {
    name: Type.String({ description: 'As in the configuration file, for example `retention.audit`' }),
    variable: Type.String({ description: 'The environment variable that sets it' }),
    value: Type.Unknown({ description: '`null` when it is not set, and for a secret' }),
    isSecret: Type.Boolean(),
    isSet: Type.Boolean(),
    description: Type.String(),
  },
  { title: 'Setting' },
);

function settingsRoute(server: HubServer, { settings, nodeId }: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/settings',
    config: { access: 'manage' },
    schema: {
      summary: 'Returns the settings of the node that responds; no secret',
      description:
        'Settings come from the configuration file and the environment, and change with a restart: what a file says is what ' +
        'every start of every node does. Takes a key for every application.',
      tags: ['settings'],
      response: {
        200: Type.Object({ version: Type.String(), nodeId: Type.String(), settings: Type.Array(settingSchema) }),
        ...problemResponses,
      },
    },
    async handler({ apiKey }) {
      checkAllApplications(apiKey);
      return { version, nodeId, settings: settingList.map((setting) => shown(settings, setting)) };
    },
  });
}

function shown(settings: HubSettings, { path, variable, isSecret, description }: (typeof settingList)[number]) {
  const value = path.reduce<unknown>((parent, name) => Object(parent)[name], settings);
  return {
    name: path.join('.'),
    variable,
    value: isSecret ? null : (value ?? null),
    isSecret,
    isSet: value !== undefined,
    description,
  };
}
