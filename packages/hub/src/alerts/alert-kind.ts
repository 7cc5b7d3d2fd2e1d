/** How soon someone should act: `critical` at once, `warning` within days. */
export const severities = ['warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

export interface AlertKindFacts {
  readonly severity: Severity;
  /** `state`: open until it is over. `moment`: it happened, and nothing ends it. */
  readonly lasts: 'state' | 'moment';
  /** Who can see it: one node (its clock, its disk), or all through the database. `docs/alerts.md` explains each. */
  readonly seenBy: 'node' | 'database' | 'events';
}

/** Every alert. `docs/alerts.md` says what to do at each, which a test compares. */
export const alertKinds = {
  'application-stopped': { severity: 'critical', lasts: 'state', seenBy: 'events' },
  'authorization-attention': { severity: 'critical', lasts: 'state', seenBy: 'events' },
  'authorization-cancelled': { severity: 'warning', lasts: 'moment', seenBy: 'events' },
  'refresh-deadline': { severity: 'warning', lasts: 'state', seenBy: 'events' },
  'certificate-expires': { severity: 'warning', lasts: 'state', seenBy: 'database' },
  'certificate-expired': { severity: 'critical', lasts: 'state', seenBy: 'database' },
  'audit-broken': { severity: 'critical', lasts: 'state', seenBy: 'database' },
  quarantine: { severity: 'critical', lasts: 'state', seenBy: 'database' },
  'work-late': { severity: 'warning', lasts: 'state', seenBy: 'database' },
  'webhook-paused': { severity: 'warning', lasts: 'state', seenBy: 'database' },
  'webhook-dead': { severity: 'warning', lasts: 'state', seenBy: 'database' },
  'channel-failing': { severity: 'warning', lasts: 'state', seenBy: 'database' },
  'clock-skew': { severity: 'critical', lasts: 'state', seenBy: 'node' },
  'spool-holds': { severity: 'critical', lasts: 'state', seenBy: 'node' },
  'disk-low': { severity: 'critical', lasts: 'state', seenBy: 'node' },
} as const satisfies Readonly<Record<string, AlertKindFacts>>;

export type AlertKind = keyof typeof alertKinds;

export const alertKindNames = Object.keys(alertKinds) as readonly AlertKind[];

/** Something that is wrong now. */
export interface Condition {
  readonly kind: AlertKind;
  /** What it is about: with the kind, the identity of an alert. Up to 255 characters. */
  readonly subject: string;
  readonly appId?: string | null;
  readonly authAppId?: string | null;
  readonly reference?: string | null;
  /** Details without a secret. */
  readonly details: Readonly<Record<string, string | number | null>>;
}
