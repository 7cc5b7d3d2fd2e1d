import { Form } from 'antd';
import { type ReactNode, useId } from 'react';
import { Dialog } from './dialog.js';

interface FormDialogProps<Values> {
  readonly title: string;
  /** The button. */
  readonly action: string;
  readonly initialValues?: Partial<Values>;
  readonly isPending: boolean;
  readonly onSubmit: (values: Values) => void;
  /** Whether this step of the opening is shown; it is by default. */
  readonly isShown?: boolean;
  /** The fields. */
  readonly children: ReactNode;
}

/** A dialog in which the member fills in a form; a click next to it loses nothing. */
export function FormDialog<Values extends object>(props: FormDialogProps<Values>) {
  const { title, action, initialValues, isPending, onSubmit, isShown = true, children } = props;
  const [form] = Form.useForm<Values>();
  return (
    <Dialog
      title={title}
      okText={action}
      isPending={isPending}
      isShown={isShown}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      <Form<Values>
        form={form}
        name={useId()}
        layout="vertical"
        requiredMark={false}
        {...(initialValues === undefined ? {} : { initialValues })}
        onFinish={onSubmit}
      >
        {children}
      </Form>
    </Dialog>
  );
}
