/** Reads SQL statements, a JSON list, and writes for each the list of what Trino's grammar finds wrong with it. */

import { readFileSync } from "node:fs";

import { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js";

const parser = new TrinoSQL();
const statements = JSON.parse(readFileSync(0, "utf8"));
const faults = statements.map((each) => parser.validate(each).map((fault) => `${fault.startLine}: ${fault.message}`));

process.stdout.write(JSON.stringify(faults));
