#!/usr/bin/env node
import { run } from './run.js';

await run(['analyze', ...process.argv.slice(2)]);
