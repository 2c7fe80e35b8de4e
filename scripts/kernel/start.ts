/**
 * Starts the kernel of the notebooks: tslab's server with the cells of this folder, and with lib/ run by tsx. `npm run setup`
 * registers it; JupyterLab, nbconvert and VS Code start it in the notebook's folder.
 *
 * Usage: node --import TSX scripts/kernel/start.ts CONNECTION_FILE
 */
import { inspect } from 'node:util';
import { makeCells } from './cells';
import { CellHandler, CellServer, clearOutput, showError, showInput } from './server';

/** Until a message is sent: what follows does not wait. */
const SENT_MS = 20;

let reading = false;
const cells = makeCells({
  begun: showInput,
  failed: showError,
  note: (text) => process.stderr.write(`${text}\n`),
  async reading() {
    reading = true;
    process.stdout.write('Reading lib/ and its types: a few seconds, once in each kernel ...\n');
    await new Promise((resolve) => setTimeout(resolve, SENT_MS));
  },
  compiled() {
    if (reading) clearOutput();
    reading = false;
  },
});

const late = (what: string) => (thrown: unknown) =>
  process.stderr.write(`${what}: ${thrown instanceof Error ? thrown.message : inspect(thrown)}\n`);
process.on('SIGINT', () => cells.interrupt());
process.on('uncaughtException', late('An error that no cell waited for'));
process.on('unhandledRejection', late('A promise that no cell awaited failed'));
void new CellServer(new CellHandler(cells, false), process.argv[2]).init();
