// Refuses words that the vocabulary of this project has retired: in code, comments, documentation and test titles.
// ARCHITECTURE.md has the vocabulary; here is what to write instead.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A word in prose, or as a part of an identifier (`answerOf`, `lastAnswer`), with any of the endings. */
function word(stem, ...endings) {
  const capital = stem[0].toUpperCase() + stem.slice(1);
  const ending = ['', ...endings].join('|');
  return new RegExp(`(?:(?<![A-Za-z])(?:${stem}|${capital})|(?<=[a-z])${capital})(?:${ending})(?![a-z])`);
}

const vault = /^packages\/(vault|database)\/src\//;
/** Elsewhere a text may claim something, and a name can be claimed. */
const aboutVault =
  /^(ARCHITECTURE\.md|README|docs\/|bench\/vault\/|crash\/|packages\/(vault|database|hub|console|cli)\/)/;

/** What is refused, what to write instead, and where it applies if not everywhere. */
const retired = [
  { pattern: word('answer', 's'), instead: 'response, respond' },
  { pattern: word('notice', 's'), instead: 'notification, detect' },
  { pattern: word('withdraw', 's', 'n', 'ing', 'al', 'als'), instead: 'cancel (the merchant), deactivate (we)' },
  { pattern: word('claim', 's', 'ed', 'ing'), instead: 'lease (a row), assign (a reference)', where: aboutVault },
  { pattern: word('unclaimed'), instead: 'unassigned' },
  { pattern: word('spend', 's', 'ing'), instead: 'redeem' },
  { pattern: word('spent'), instead: 'used' },
  { pattern: word('credentials'), instead: 'pair, token pair', where: vault },
  { pattern: /\bsettle[A-Z]\w*|\bSettle\w*/, instead: 'resolve', where: vault },
  { pattern: /\b(putOff|giveBack)\b/, instead: 'postpone, release' },
  { pattern: /\b(hurry|patience|patient)\b/i, instead: 'flush, linger' },
  { pattern: /\b(RotationLine|runLanes|Flights)\b/, instead: 'RotationPipeline, forEachConcurrently, SingleFlight' },
  { pattern: /\b(whoever|somebody)\b/i, instead: 'the actor: the process, the caller, another node' },
  { pattern: /\b(is|are|was|were|be) (still )?at it\b/i, instead: 'what it is doing' },
  { pattern: /\btold of\b/i, instead: 'report, emit' },
  { pattern: /\bof which (no|none)\b/i, instead: 'whose … never' },
  { pattern: /\bbeside\b/i, instead: 'next to, besides, compared with' },
  { pattern: /\bin the midst\b/i, instead: 'during' },
  { pattern: /\bwhat (it|this|that) comes to\b/i, instead: 'the result' },
  { pattern: /\b(is|are|was|were) heard\b/i, instead: 'receive' },
  {
    pattern: /\b(complete|whole|entire|full) (OpenAPI )?v3\b|完整的? ?v3/i,
    instead: "every operation of Alipay's published v3 document of <date>",
  },
  { pattern: /\b(dies|living)\b/i, instead: 'expire, valid; exit (a process)' },
];

/** Files in which the words are someone else's: licences, Alipay's own names and texts, recorded vectors, and this table. */
const exempt = [
  /(^|\/)(LICENSE|NOTICE)$/,
  /^package-lock\.json$/,
  /^packages\/alipay\/catalogue\//,
  /^packages\/alipay\/test\/vectors\//,
  /^scripts\/check-words\.mjs$/,
];
/** Names on the wire and of other software, which stay as they are. */
const allowed = [
  /'NOTICE'|"NOTICE"|\bNOTICE\b/,
  /allSettled/,
  /\.claims\(\)/,
  /tradesettle|trade[./-](order[./-])?settle/,
];

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const problems = [];
let checked = 0;
for (const file of files) {
  if (exempt.some((pattern) => pattern.test(file))) continue;
  const text = readTracked(file);
  if (text === undefined || text.includes('\0')) continue;
  checked += 1;
  for (const [index, line] of text.split('\n').entries()) {
    const ours = allowed.reduce((rest, pattern) => rest.replace(new RegExp(pattern, 'g'), ''), line);
    for (const { pattern, instead, where } of retired) {
      if (where !== undefined && !where.test(file)) continue;
      const found = pattern.exec(ours);
      if (found !== null) problems.push(`${file}:${index + 1}: "${found[0]}"; write: ${instead}`);
    }
  }
}

/** `undefined` for a file that was deleted and not yet committed. */
function readTracked(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
    throw error;
  }
}

for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`words: ${checked} files without a retired word`);
