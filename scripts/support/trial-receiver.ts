/** The receiver of a trial of kills: takes letters over HTTP, sometimes loses its answer, and can be down. */
import http from 'node:http';
import type { Random } from '../../lib/base';

/** Share of letters that it takes without an answer that arrives. */
const ANSWERS_LOST = 0.03;

export class TrialReceiver {
  /** How often each key was taken. */
  readonly taken = new Map<string, number>();
  private server: http.Server | undefined;

  constructor(
    private readonly port: number,
    private readonly random: Random,
  ) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  async open(): Promise<void> {
    if (this.server) return;
    const server = http.createServer((request, response) => this.take(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }

  private take(request: http.IncomingMessage, response: http.ServerResponse): void {
    const key = String(request.headers['idempotency-key']);
    request.resume();
    request.on('end', () => {
      this.taken.set(key, (this.taken.get(key) ?? 0) + 1);
      if (this.random.uniform() < ANSWERS_LOST) request.socket.destroy();
      else response.writeHead(200).end();
    });
  }
}
