import type { CommandCatalogue } from '../catalogue/command-catalogue.js';
import type { SandboxControl } from '../sandbox/sandbox-control.js';

/** What the tools work with. */
export interface McpContext {
  readonly catalogue: CommandCatalogue;
  readonly control: SandboxControl;
}
