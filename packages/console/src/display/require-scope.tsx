import type { ReactNode } from 'react';
import { type Scope, useSession } from '../session/session.js';
import { NoPermissionState } from './no-permission-state.js';

interface RequireScopeProps {
  /** One of them is enough, as for the hub's routes. */
  readonly anyOf: readonly [Scope, ...Scope[]];
  readonly children: ReactNode;
}

/** Shows its children to members who may see them, and others what they lack. */
export function RequireScope({ anyOf, children }: RequireScopeProps) {
  const { scopes } = useSession();
  return anyOf.some((scope) => scopes.includes(scope)) ? children : <NoPermissionState scope={anyOf[0]} />;
}
