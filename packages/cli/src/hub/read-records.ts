import { open } from 'node:fs/promises';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';

const texts = localized({
  en: {
    unreadable: (file: string) => `${file} cannot be read`,
    notJson: (file: string, line: number) => `${file}, line ${line}: expected a JSON object`,
  },
  zh: {
    unreadable: (file: string) => `无法读取 ${file}`,
    notJson: (file: string, line: number) => `${file} 第 ${line} 行：应为 JSON 对象`,
  },
});

/** A record of another system; the vault checks what is in it. */
interface AnyRecord {
  readonly appId: string;
  readonly authAppId: string;
  readonly appAuthToken: string;
}

/** Reads one JSON object a line. A line is never shown: it holds tokens. @throws CommandProblem */
export async function* readRecords(file: string): AsyncGenerator<AnyRecord, void, undefined> {
  await using opened = await open(file, 'r').catch(() => {
    throw new CommandProblem(texts.unreadable(file));
  });
  let number = 0;
  for await (const line of opened.readLines()) {
    number += 1;
    if (line.trim() !== '') yield parseRecord(line, file, number);
  }
}

function parseRecord(line: string, file: string, number: number): AnyRecord {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record as AnyRecord;
  } catch {
    // Reported below.
  }
  throw new CommandProblem(texts.notJson(file, number));
}
