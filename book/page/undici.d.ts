/** Stands for undici when the live pages are checked: its types are not a browser's, and no live page fetches anything. */
export const EnvHttpProxyAgent: new (options: object) => object;
export type EnvHttpProxyAgent = object;
export function fetch(url: string, init: object): Promise<Response>;
