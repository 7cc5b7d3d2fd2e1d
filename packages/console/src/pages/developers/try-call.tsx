import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Badge, Button, Form, Input, Select } from 'antd';
import { hub } from '../../api/hub.js';
import { Section } from '../../display/section.js';
import { useProblemText } from '../../display/use-problem-text.js';
import { useDevelopersText } from '../../messages/developers.js';
import type { KnownApplication } from '../../session/applications.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

interface Call {
  readonly authAppId: string;
  readonly method: (typeof methods)[number];
  readonly path: string;
  readonly body?: string;
}

/** A call for a merchant at a sandbox; where calls reach real merchants, why there is none. */
export function TryCall({ application }: { readonly application: KnownApplication | undefined }) {
  const text = useDevelopersText();
  return (
    <Section title={text('try-title')}>
      {application === undefined ? (
        <Alert type="info" showIcon title={text('try-no-application')} />
      ) : application.isProduction ? (
        <Alert type="info" showIcon title={text('try-production', { name: application.name })} />
      ) : (
        <CallForm appId={application.appId} />
      )}
    </Section>
  );
}

function CallForm({ appId }: { readonly appId: string }) {
  const text = useDevelopersText();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const call = useMutation({
    async mutationFn({ authAppId, method, path, body = '' }: Call) {
      const content = method === 'GET' || body.trim() === '' ? undefined : parseObject(body);
      const response = await hub.proxy.call({ appId, authAppId, method, path: path.trim(), body: content });
      return { status: response.status, ok: response.ok, shown: indented(await response.text()) };
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['requests'] }),
  });
  const { data, error } = call;
  return (
    <div className="try-call">
      <Form<Call>
        name="try-call"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          method: 'POST',
          path: '/v3/alipay/trade/query',
          body: '{\n  "out_trade_no": "70501111111S001111119"\n}',
        }}
        onFinish={(given) => call.mutate(given)}
      >
        <CallFields appId={appId} />
        <Button type="primary" htmlType="submit" loading={call.isPending}>
          {text('try-send')}
        </Button>
      </Form>
      <div aria-live="polite">
        <h3>{text('try-response')}</h3>
        {error === null ? null : <Alert type="error" showIcon title={problemText(error)} />}
        {data === undefined ? null : <Badge status={data.ok ? 'success' : 'error'} text={data.status} />}
        {error === null ? <pre>{data?.shown ?? text('try-response-hint')}</pre> : null}
      </div>
    </div>
  );
}

function CallFields({ appId }: { readonly appId: string }) {
  const text = useDevelopersText();
  const { data, isPending } = useQuery({
    queryKey: ['authorizations', appId, 'callable'],
    queryFn: ({ signal }) => hub.authorizations.list({ appId, state: 'active', limit: 200 }, { signal }),
  });
  const merchants = (data?.authorizations ?? []).map(({ authAppId, reference }) => ({
    value: authAppId,
    label: reference === null ? authAppId : `${reference} · ${authAppId}`,
  }));
  const checkBody = async (_: unknown, value: string | undefined) => {
    if (value !== undefined && value.trim() !== '') parseObject(value);
  };
  return (
    <>
      <Form.Item
        name="authAppId"
        label={text('try-merchant')}
        rules={[{ required: true, message: text('try-merchant-needed') }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={isPending}
          options={merchants}
          notFoundContent={text('try-none')}
        />
      </Form.Item>
      <div className="try-call-request">
        <Form.Item name="method" label={text('try-method')}>
          <Select options={methods.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item
          name="path"
          label={text('try-path')}
          rules={[{ required: true, pattern: /^\s*\/v3\/\S+\s*$/, message: text('try-path-needed') }]}
        >
          <Input className="code" autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item
        name="body"
        label={text('try-body')}
        rules={[{ validator: checkBody, message: text('try-body-wrong') }]}
      >
        <Input.TextArea rows={7} spellCheck={false} />
      </Form.Item>
    </>
  );
}

function parseObject(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError('expected a JSON object');
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
