// Runs every .sql file of a folder with DuckDB over a lake's files, and prints the rows as JSON by file name.
//   NODE_MODULES=… node query.mjs LAKE SQL FIRST LAST YEAR
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const require = createRequire(join(resolve(process.env.NODE_MODULES), 'x.js'));
const { DuckDBInstance } = require('@duckdb/node-api');
const [lake, folder, first, last, year] = process.argv.slice(2);

const db = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
for (const table of ['inspections', 'inspection_items', 'evaluations', 'evaluation_reasons']) {
  if (existsSync(join(lake, table))) {
    await db.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet('${lake}/${table}/*/*.parquet', hive_partitioning = true)`);
  }
}
await db.run(`CREATE TABLE period AS SELECT ${first}::INTEGER AS first_day, ${last}::INTEGER AS last_day, ${year}::INTEGER AS year_day`);
const out = {};
for (const file of readdirSync(folder).filter(f => f.endsWith('.sql'))) {
  const rows = await (await db.runAndReadAll(readFileSync(join(folder, file), 'utf8'))).getRows();
  out[file] = rows.map(row => row.map(v => typeof v === 'bigint' ? Number(v) : v?.toString && typeof v === 'object' ? Number(v.toString()) : v));
}
console.log(JSON.stringify(out));
