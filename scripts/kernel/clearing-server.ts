/** tslab's server, by which a cell can also take back what it has shown: Jupyter's message clear_output. */
import * as jupyter from 'tslab/dist/jupyter';

type Handler = jupyter.JupyterHandlerImpl;
type Message = Parameters<jupyter.ZmqServer['handleExecute']>[1];
type WriteDisplayData = Parameters<Handler['handleExecute']>[2] & { clear?: () => void };

export class ClearingServer extends jupyter.ZmqServer {
  override async handleExecute(socket: unknown, message: Message): Promise<void> {
    const clear = (): void => {
      const reply = message.createReply();
      reply.header.msg_type = 'clear_output';
      reply.content = { wait: false };
      reply.signAndSend(this.connInfo.key, this.iopub);
    };
    clears.set(message.content, clear);
    await super.handleExecute(socket, message);
  }
}

/** How the output of each request is cleared. */
const clears = new WeakMap<object, () => void>();

export class ClearingHandler extends jupyter.JupyterHandlerImpl {
  override handleExecute(...[request, writeStream, writeDisplayData]: Parameters<Handler['handleExecute']>) {
    // tslab keeps this function while the request's cell runs, which may wait for others.
    return super.handleExecute(request, writeStream, Object.assign(writeDisplayData, { clear: clears.get(request) }));
  }
}

/** Removes what the running cell has shown so far. */
export function clearOutput(): void {
  (jupyter.lastWriteDisplayData as WriteDisplayData | null)?.clear?.();
}
