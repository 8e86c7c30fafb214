// A witness inside a process's own database: what its outbox was ever given, kept by a trigger in the transaction that
// gave it. The relay removes what is published; the witness does not. SQLite by Python's sqlite3, PostgreSQL by psql.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const big = { maxBuffer: 256 << 20 };

const script = `
import json, sqlite3, sys
store = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
store.row_factory = sqlite3.Row
if sys.argv[2] == "run":
    store.executescript(sys.argv[3])
else:
    print(json.dumps([dict(row) for row in store.execute(sys.argv[3])]))
`;

class Sqlite {
  constructor(file) {
    this.file = file;
  }
  async query(sql) {
    return JSON.parse((await run("python3", ["-c", script, this.file, "query", sql], big)).stdout);
  }
  async witness(table) {
    const sql = `create table test_witness as select channel, id, type, body from ${table} where 0;
      create trigger test_witness_of after insert on ${table} begin
        insert into test_witness values (new.channel, new.id, new.type, new.body); end;`;
    await run("python3", ["-c", script, this.file, "run", sql]);
  }
}

class Postgresql {
  constructor(url) {
    this.url = url;
  }
  async query(sql) {
    const all = `select coalesce(json_agg(found), '[]') from (${sql}) as found`;
    return JSON.parse((await run("psql", [this.url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", all], big)).stdout);
  }
  async witness(table) {
    const sql = `create table test_witness as select channel, id, type, body from ${table} where false;
      create function test_witness_of() returns trigger language plpgsql as
        'begin insert into test_witness values (new.channel, new.id, new.type, new.body); return null; end';
      create trigger test_witness_of after insert on ${table} for each row execute function test_witness_of()`;
    await run("psql", [this.url, "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql]);
  }
}

/** The database at a file's path or a postgresql:// URL: query(sql) → rows, witness(table) → from now on. */
export function openStore(where) {
  return where.startsWith("postgresql:") ? new Postgresql(where) : new Sqlite(where);
}

/** What the witness saw: [{channel, id, type, event}], in the order of the commits. */
export async function testimony(store) {
  const rows = await store.query("select channel, id, type, body from test_witness");
  return rows.map(({ channel, id, type, body }) => ({ channel, id, type, event: JSON.parse(body) }));
}

/** An RFC 3339 time as the databases keep it: nanoseconds since 1970, as a decimal. */
export function nanoseconds(text) {
  const [, seconds, fraction = ""] = text.match(/^(.*?)(?:\.(\d+))?Z$/);
  return `${BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"))}`;
}
