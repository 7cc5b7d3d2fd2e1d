import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An address that a browser came back to, and what the verifier is given besides. */
export interface ReturnCase {
  readonly address: string;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Takes the cases one after the other, as one process. @returns the payload of each, or `refused: ` and why */
export type ReturnVerifier = (cases: readonly ReturnCase[]) => Promise<string[]>;

/** The example in the guide in a language. */
function exampleOf(language: string): string {
  const guide = readFileSync(new URL('../../../../docs/hub-returns.md', import.meta.url), 'utf8');
  const [, code] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(guide) ?? [];
  if (code === undefined) throw new Error(`there is no example in ${language}`);
  return code;
}

const asJson = (cases: readonly ReturnCase[]) =>
  JSON.stringify(
    cases.map(({ address, secret, now }) => ({
      query: Object.fromEntries(new URL(address).searchParams),
      secret,
      now,
    })),
  );

const nodeProgram = `
for (const { query, secret, now } of JSON.parse(process.argv[2])) {
  let line;
  try { line = JSON.stringify(verifyReturn(new URLSearchParams(query), secret, now)); }
  catch (error) { line = 'refused: ' + error.message; }
  console.log(line);
}`;

const pythonProgram = `
import sys
for case in json.loads(sys.argv[1]):
    try:
        line = json.dumps(verify_return(case["query"], case["secret"], case["now"] / 1000), separators=(",", ":"), ensure_ascii=False)
    except ValueError as error:
        line = f"refused: {error}"
    sys.stdout.buffer.write((line + "\\n").encode())
`;

/** Java has no JSON of its own: each case is one argument of lines. */
const javaProgram = `
class Main {
    public static void main(String[] arguments) throws Exception {
        var out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String argument : arguments) {
            var lines = new String(Base64.getDecoder().decode(argument), StandardCharsets.UTF_8).split("\\n", -1);
            var query = new java.util.HashMap<String, String>();
            for (int index = 2; index + 1 < lines.length; index += 2) query.put(lines[index], lines[index + 1]);
            try {
                out.println(Returns.verify(query, lines[0], Instant.ofEpochMilli(Long.parseLong(lines[1]))));
            } catch (SecurityException refused) {
                out.println("refused: " + refused.getMessage());
            }
        }
    }
}
`;

const javaArgument = ({ address, secret, now }: ReturnCase) =>
  Buffer.from([secret, now, ...[...new URL(address).searchParams].flat()].join('\n')).toString('base64');

async function runFile(file: string, source: string, commands: (path: string) => readonly [string, ...string[]]) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-return-'));
  try {
    const path = join(folder, file);
    writeFileSync(path, source);
    const [program, ...args] = commands(path);
    const { stdout } = await run(program, args, { encoding: 'utf8' });
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The examples whose runtimes tests can have. */
export const returnVerifiers: Readonly<Record<'js' | 'python' | 'java', ReturnVerifier>> = {
  js: (cases) =>
    runFile('verify.mjs', exampleOf('js') + nodeProgram, (path) => [process.execPath, path, asJson(cases)]),
  python: (cases) =>
    runFile('verify.py', exampleOf('python') + pythonProgram, (path) => ['python3', path, asJson(cases)]),
  java: (cases) => {
    // A file that is run as source begins with the class that has `main`; imports come before.
    const [imports = '', body = ''] = exampleOf('java').split(/^(?=final class)/m);
    const source = imports + javaProgram + body;
    return runFile('Main.java', source, (path) => [
      'java',
      '-XX:TieredStopAtLevel=1',
      path,
      ...cases.map(javaArgument),
    ]);
  },
};

/** Whether a program is on this machine. */
export async function isThere(program: string, argument: string): Promise<boolean> {
  return run(program, [argument]).then(
    () => true,
    () => false,
  );
}
