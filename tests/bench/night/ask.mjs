// Runs one query with DuckDB over a lake's files, summed up, and prints the sums.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
const require = createRequire(join(resolve(process.env.NODE_MODULES), 'x.js'));
const { DuckDBInstance } = require('@duckdb/node-api');
const [dir, sql, sums, first, last, year] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
for (const table of ['inspections', 'inspection_items', 'evaluations']) {
  await db.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet('${dir}/lake/${table}/*/*.parquet', hive_partitioning = true)`);
}
await db.run(`CREATE TABLE period AS SELECT ${first}::INTEGER AS first_day, ${last}::INTEGER AS last_day, ${year}::INTEGER AS year_day`);
const [row] = await (await db.runAndReadAll(`SELECT ${sums} FROM (${sql}) AS q`)).getRows();
console.log(JSON.stringify(row.map(Number)));
