import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import type { Ref } from 'react';

/** A link of the router that looks like a button: `<LinkButton to="/invite">`. */
export const LinkButton = createLink(({ ref, ...props }: ButtonProps & { readonly ref?: Ref<HTMLAnchorElement> }) => (
  <Button {...props} {...(ref === undefined ? {} : { ref })} />
));
