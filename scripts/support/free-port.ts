/** Ports for servers that are started, stopped and started again. */
import { once } from 'node:events';
import net from 'node:net';

/**
 * Finds a port of this machine's loopback address on which nobody listens. It lies below those that systems give to
 * whoever asks for any port, so that no other program is given it before it is used, or while its server is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_240 + Math.floor(20_000 * Math.random());
    const server = net.createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue;
      throw error;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
