import type { Link } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useInviteText } from '../../messages/invite.js';
import { useFilters } from '../../router/use-filters.js';
import { isLongReference, type Kind, kinds } from './link-options.js';
import { MerchantPreview } from './merchant-preview.js';
import './invite-page.css';

interface Values {
  readonly reference: string;
  readonly kinds?: Kind[];
  readonly days: 1 | 7 | 30;
  readonly language: 'auto' | 'zh' | 'en';
  readonly returnTo?: string;
}

/** Creates a link; the page shows it then. */
export function InviteForm({ appId }: { readonly appId: string }) {
  const text = useInviteText();
  const [{ reference }, setFilters] = useFilters();
  const application = useQuery({
    queryKey: ['application', appId],
    queryFn: ({ signal }) => hub.applications.get({ appId }, { signal }),
  });
  const [form] = Form.useForm<Values>();
  const chosenLanguage = Form.useWatch('language', form) ?? 'auto';
  const chosenDays = Form.useWatch('days', form) ?? 7;
  const returnUrls = application.data?.returnUrls ?? [];
  const create = useAction<Link, Values>({
    run: ({ days, language, returnTo, ...values }) =>
      hub.links.create({
        appId,
        reference: values.reference.trim(),
        kinds: values.kinds?.length ? values.kinds : undefined,
        expiresIn: days * 86_400,
        language: language === 'auto' ? undefined : language,
        returnTo: returnTo?.trim() || undefined,
      }),
    done: () => text('created'),
    changes: [['links']],
    onDone: ({ id }) => setFilters({ link: id, reference: undefined }),
  });
  const checkLength = async (_: unknown, value = '') => {
    if (isLongReference(value.trim())) throw new Error(text('reference-long'));
  };
  return (
    <div className="invite-layout">
      <Form<Values>
        form={form}
        className="invite-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ reference, days: 7, language: 'auto' }}
        onFinish={(values) => create.mutate(values)}
      >
        <Form.Item
          name="reference"
          label={text('reference')}
          extra={text('reference-hint')}
          rules={[{ required: true, whitespace: true, message: text('reference-needed') }, { validator: checkLength }]}
        >
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="kinds" label={text('kinds')}>
          <Select
            mode="multiple"
            placeholder={text('kinds-all')}
            options={kinds.map((value) => ({ value, label: text(`kind-${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={text('lifetime')}>
          <Select options={([1, 7, 30] as const).map((value) => ({ value, label: text(`lifetime-${value}`) }))} />
        </Form.Item>
        <Form.Item name="language" label={text('language')}>
          <Select
            options={[
              { value: 'auto', label: text('language-auto') },
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        {returnUrls.length === 0 ? null : (
          <Form.Item name="returnTo" label={text('return-to')} extra={text('return-hint')}>
            <Input autoComplete="off" spellCheck={false} placeholder={returnUrls[0] ?? ''} />
          </Form.Item>
        )}
        <div className="invite-submit">
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {text('create')}
          </Button>
        </div>
      </Form>
      <MerchantPreview
        appId={appId}
        expiresIn={chosenDays * 86_400}
        pageLanguage={chosenLanguage === 'auto' ? undefined : chosenLanguage}
      />
    </div>
  );
}
