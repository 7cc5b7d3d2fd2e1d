import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Names what failed and passed when it was repeated: each is a fault to find, of the code or of its test. */
export default class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const { children, relativeModuleId } of modules) {
      for (const test of children.allTests('passed')) {
        if (test.diagnostic()?.flaky) console.log(`flaky: ${relativeModuleId} > ${test.fullName}${failureOf(test)}`);
      }
    }
  }
}

function failureOf(test: TestCase): string {
  const [error] = test.result().errors ?? [];
  return error === undefined ? '' : `\n${error.stack ?? error.message}`;
}
