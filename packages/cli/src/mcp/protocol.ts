// The Model Context Protocol. The build joins this file and what it imports (`scripts/bundle/command-line.mjs`), because the
// SDK as a dependency brings the web frameworks of its other transports.
export { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
export type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
export { z } from 'zod';
