import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { checkSettings } from '../../src/config/check-settings.js';
import { settingList } from '../../src/config/setting-list.js';
import { HubWorld, masterKey } from '../support/hub-world.js';

const folder = resolve(import.meta.dirname, '../../../../deploy');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { publicMetrics: true } });
  await world.grant('2021000000000777');
});
afterAll(() => world[Symbol.asyncDispose]());

/** The metrics that a hub has, with the series of histograms. */
async function servedMetrics(): Promise<Set<string>> {
  await world.node.request('GET', '/v1/nothing');
  const { text } = await world.node.request('GET', '/metrics', { key: null });
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const names = types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  return new Set(['up', ...names]);
}

/** The metrics of an expression of Prometheus. Fails where it is none. */
function metricsIn(expression: string): string[] {
  const names: string[] = [];
  parser.parse(expression.replaceAll('$__rate_interval', '5m')).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`not an expression of Prometheus: ${expression}`);
      if (node.name === 'VectorSelector') names.push(expression.slice(node.from).match(/^\w+/)?.[0] ?? '');
    },
  });
  return names;
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly action: string };
}

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

describe('deploy/prometheus', () => {
  it('alerts on metrics that a hub has, and says what to do', async () => {
    const metrics = await servedMetrics();
    const rules: Rule[] = parse(read('prometheus/lingpai.rules.yaml')).groups[0].rules;
    expect(rules.length).toBeGreaterThan(8);
    for (const { alert, expr, annotations } of rules) {
      const used = metricsIn(expr);
      expect(used, alert).not.toEqual([]);
      expect(
        used.filter((name) => !metrics.has(name)),
        alert,
      ).toEqual([]);
      expect(annotations.action.length, alert).toBeGreaterThan(10);
    }
  });

  it('refuses an expression that is none, and finds a metric that there is not', () => {
    expect(() => metricsIn('sum by (route (rate(x[5m]))')).toThrow('not an expression');
    expect(metricsIn('histogram_quantile(0.9, sum by (le) (rate(a_bucket{b="c"}[5m]))) / d')).toEqual([
      'a_bucket',
      'd',
    ]);
  });
});

describe('deploy/grafana', () => {
  it('shows metrics that a hub has, in panels that do not overlap', async () => {
    const metrics = await servedMetrics();
    const { panels }: { panels: readonly Panel[] } = JSON.parse(read('grafana/lingpai.json'));
    const taken = new Set<string>();
    for (const { title, gridPos, targets } of panels) {
      const used = targets.flatMap(({ expr }) => metricsIn(expr));
      expect(
        used.filter((name) => !metrics.has(name)),
        title,
      ).toEqual([]);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(x < 24 && !taken.has(`${x},${y}`), title).toBe(true);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});

const variables = new Set(
  settingList.flatMap(({ variable, isSecret }) => (isSecret ? [variable, `${variable}_FILE`] : [variable])),
);
const variablesIn = (text: string) =>
  [...text.matchAll(/^\s*-?\s*(?:Environment=|ENV )?(LINGPAI_\w+)[=:]/gm)].map(([, name]) => name);

describe('deploy/docker', () => {
  it('has an image that runs as another user than root, in stages, with a health check', () => {
    const dockerfile = DockerfileParser.parse(read('docker/Dockerfile'));
    const instructions = dockerfile.getInstructions();
    const of = (name: string) => instructions.filter((one) => one.getKeyword() === name);
    expect(of('FROM')).toHaveLength(3);
    expect(of('USER').map((one) => one.getArgumentsContent())).toEqual(['node']);
    expect(of('USER')[0]?.getRange().start.line).toBeGreaterThan(of('FROM')[2]?.getRange().start.line ?? 0);
    expect(of('HEALTHCHECK')).toHaveLength(1);
    for (const one of [...of('ENTRYPOINT'), ...of('CMD')])
      expect(JSON.parse(one.getArgumentsContent() ?? '')).toBeTruthy();
    const known = [
      'FROM',
      'ARG',
      'WORKDIR',
      'COPY',
      'RUN',
      'ENV',
      'VOLUME',
      'USER',
      'EXPOSE',
      'STOPSIGNAL',
      'HEALTHCHECK',
      'ENTRYPOINT',
      'CMD',
    ];
    expect(instructions.map((one) => one.getKeyword()).filter((name) => !known.includes(name))).toEqual([]);
    const packed = /for name in ([\w ]+);/.exec(read('docker/Dockerfile'))?.[1]?.split(' ') ?? [];
    expect(packed.filter((name) => !existsSync(join(folder, '../packages', name, 'package.json')))).toEqual([]);
  });

  it('names settings that exist, in a container that cannot write outside of its volume', () => {
    const { services, secrets, volumes } = parse(read('docker/compose.yaml'));
    expect(Object.keys(services.hub.environment).filter((name) => !variables.has(name))).toEqual([]);
    expect(services.hub).toMatchObject({ read_only: true, cap_drop: ['ALL'], volumes: ['spool:/var/lib/lingpai'] });
    expect(services.hub.secrets.every((name: string) => name in secrets)).toBe(true);
    expect(Object.keys(volumes)).toEqual(['spool', 'database']);
    expect(variablesIn(read('docker/Dockerfile')).filter((name) => !variables.has(name ?? ''))).toEqual([]);
  });
});

describe('deploy/systemd', () => {
  it('names settings that exist', () => {
    const used = variablesIn(read('systemd/lingpai.service'));
    expect(used).toContain('LINGPAI_SPOOL_DIRECTORY');
    expect(used.filter((name) => !variables.has(name ?? ''))).toEqual([]);
  });

  it.runIf(existsSync('/usr/bin/systemd-analyze'))('passes systemd-analyze verify', () => {
    const unit = join(folder, 'systemd/lingpai.service');
    expect(execFileSync('systemd-analyze', ['verify', unit], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  });
});

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: manifests of every shape
  readonly spec: any;
  readonly data: Readonly<Record<string, string>>;
}

describe('deploy/kubernetes', () => {
  const documents = parseAllDocuments(read('kubernetes/lingpai.yaml'));
  const manifests: Manifest[] = documents.map((one) => one.toJS());
  const manifest = (kind: string) => manifests.find((one) => one.kind === kind);

  it('keeps the spool on a volume that outlasts pods and scaling, and lets nothing else be written', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const { spec } = manifest('StatefulSet') ?? {};
    const retention = { whenDeleted: 'Retain', whenScaled: 'Retain' };
    expect(Object.values(spec)).toContainEqual(retention);
    const [container] = spec.template.spec.containers;
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    const writable = container.volumeMounts.filter((one: { readOnly?: boolean }) => one.readOnly !== true);
    expect(writable).toEqual([{ name: 'state', mountPath: '/var/lib/lingpai' }]);
  });

  const file = (name: string) => manifest('ConfigMap')?.data[name] ?? '';

  it('has a configuration that the hub accepts, and time to drain before a pod is killed', () => {
    const { adminKeyFile, database, masterKeys, ...tree } = parse(file('lingpai.config.yaml'));
    expect([adminKeyFile, database.urlFile, masterKeys.keysFile]).toEqual(
      ['admin-key', 'database-url', 'master-keys'].map((name) => `/run/secrets/lingpai/${name}`),
    );
    const { shutdown } = checkSettings({
      ...tree,
      database: { url: 'postgres://db.example.com/lingpai', place: database.place },
      masterKeys: { current: masterKeys.current, keys: { k1: masterKey } },
    });
    const { terminationGracePeriodSeconds } = manifest('StatefulSet')?.spec.template.spec ?? {};
    expect(terminationGracePeriodSeconds).toBeGreaterThan(120 + (shutdown.delay + shutdown.timeout) / 1_000);
  });

  it('lets a pod stop when its spool is empty, and waits otherwise', async () => {
    const drain = (address: string) => {
      const script = file('drain.mjs').replace('http://127.0.0.1:8080', address);
      const environment = { ...process.env, DRAIN_SECONDS: '0' };
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: environment });
      return once(child, 'close').then(([code]) => code);
    };
    expect(await drain(world.node.address)).toBe(0);
    const findings = [{ check: 'spool', isReady: true, isWarning: true, message: '1 response' }];
    const full = createServer((_, response) => response.end(JSON.stringify({ isReady: true, findings })));
    await new Promise<void>((resolve) => full.listen(0, '127.0.0.1', resolve));
    expect(await drain(`http://127.0.0.1:${Object(full.address()).port}`)).toBe(1);
    await new Promise((resolve) => full.close(resolve));
  });
});

describe('deploy/nginx and deploy/caddy', () => {
  it.each(['nginx/lingpai.conf', 'caddy/Caddyfile'])(
    '%s leads to the hub, closes every brace, and logs no query',
    (path) => {
      const text = read(path).replaceAll(/^\s*#.*$/gm, '');
      expect(text).toContain('127.0.0.1:8080');
      expect(text.split('{').length).toBe(text.split('}').length);
      expect(text).not.toMatch(/\$(request|request_uri|args|query_string)\b/);
    },
  );
});
