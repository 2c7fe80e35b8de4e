/**
 * tslab's server, with three of Jupyter's messages that it does not send: `execute_input`, by which nbconvert numbers the cells
 * that it runs; `error`, so that a cell that failed is kept as one; and `clear_output`.
 */
import * as jupyter from 'tslab/dist/jupyter';

type Handler = jupyter.JupyterHandlerImpl;
type Message = Parameters<jupyter.ZmqServer['handleExecute']>[1];

/** What a request lets its cell publish. */
interface Publisher {
  publish: (type: string, content: object) => void;
  /** What the cell failed with, for the reply. */
  failure?: object;
}

type WriteDisplayData = Parameters<Handler['handleExecute']>[2] & { publisher?: Publisher };

export class CellServer extends jupyter.ZmqServer {
  override async handleExecute(socket: unknown, message: Message): Promise<void> {
    const publish = (type: string, content: object): void => {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(this.connInfo.key, this.iopub);
    };
    publishers.set(message.content, { publish });
    await super.handleExecute(socket, message);
  }
}

/** Of each request. */
const publishers = new WeakMap<object, Publisher>();

export class CellHandler extends jupyter.JupyterHandlerImpl {
  override async handleExecute(...[request, writeStream, writeDisplayData]: Parameters<Handler['handleExecute']>) {
    const publisher = publishers.get(request);
    // tslab keeps this function while the request's cell runs, which may wait for others.
    const reply = await super.handleExecute(request, writeStream, Object.assign(writeDisplayData, { publisher }));
    return { ...reply, ...publisher?.failure };
  }
}

const current = () => (jupyter.lastWriteDisplayData as WriteDisplayData | null)?.publisher;

/** Removes what the running cell has shown so far. */
export function clearOutput(): void {
  current()?.publish('clear_output', { wait: false });
}

/** Says that a cell begins to run, and as which one. */
export function showInput(code: string, number: number): void {
  current()?.publish('execute_input', { code, execution_count: number });
}

/** Shows why the running cell failed, as an error and not as something printed. */
export function showError(text: string): void {
  const publisher = current();
  if (!publisher) return;
  publisher.failure = { ename: 'Error', evalue: text, traceback: [text] };
  publisher.publish('error', publisher.failure);
}
