import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import { installDataSet } from '../../lib/data/download';
import { dataSetNames } from '../../lib/data/data-sets';
import { DATA_SET_SOURCES, type DownloadSource, sourceFrom } from '../../lib/data/download-sources';
import { downloadFile } from '../../lib/data/http-download';
import { loadManifest, type Manifest, makeManifest } from '../../lib/data/manifest';
import { buildZip, type ZipEntry } from './zip-builder';

/** Milliseconds before a connection is cut: a client that is cut off earlier may lose bytes that it has not read. */
const CUT_AFTER = 100;

const CSV = 'chan_id,spacecraft\nP-1,SMAP\n';

/** Makes the files of a small data set, of pseudo-random bytes, so that a wrongly assembled file is noticed. */
function makeFiles(): Map<string, Buffer> {
  const noise = (seed: number, length: number) => {
    let state = seed;
    return Buffer.from(Array.from({ length }, () => (state = (state * 1103515245 + 12345) % 2 ** 31) >>> 16));
  };
  return new Map([
    ['labeled_anomalies.csv', Buffer.from(CSV)],
    ['test/P-1.npy', noise(1, 300_000)],
    ['train/P-1.npy', noise(2, 100_000)],
  ]);
}

describe('npm run data', () => {
  const files = makeFiles();
  let folder: string;
  let target: string;
  let downloads: string;
  let manifest: Manifest;
  let server: http.Server;
  let url: string;
  let requests: { path: string; range?: string; ifRange?: string }[];
  /** The server's behaviour; each test sets it. */
  let answer: (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void;

  before(async () => {
    server = http.createServer((request, response) => {
      const name = request.url!.slice(1);
      requests.push({ path: name, range: request.headers.range, ifRange: request.headers['if-range'] as string });
      // A connection kept alive and cut by one test would fail the next test's first request.
      response.setHeader('connection', 'close');
      const body = files.get(name);
      if (body) return answer(request, response, body);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    requests = [];
    answer = serve;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-download-'));
    target = path.join(folder, 'smap-msl');
    downloads = path.join(folder, 'downloads');
    const source = path.join(folder, 'source');
    writeFiles(source);
    manifest = makeManifest(source, 'small');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function writeFiles(root: string): void {
    for (const [name, content] of files) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), content);
    }
  }

  /** Serves a file correctly, with ranges and a strong validator. */
  function serve(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer, etag = '"one"'): void {
    const start = request.headers['if-range'] === etag ? rangeStart(request) : 0;
    const headers = { etag, 'content-length': body.length - start };
    if (start > 0)
      response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` });
    else response.writeHead(200, headers);
    response.end(body.subarray(start));
  }

  function rangeStart(request: http.IncomingMessage): number {
    return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  }

  /** Sends the first bytes of the answer of {@link serve}, then cuts the connection. */
  function serveInPart(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    body: Buffer,
    bytes: number,
  ): void {
    const start = rangeStart(request);
    const headers = { etag: '"one"', 'content-length': body.length - start };
    if (start > 0)
      response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` });
    else response.writeHead(200, headers);
    response.write(body.subarray(start, start + bytes), () => setTimeout(() => response.socket?.end(), CUT_AFTER));
  }

  const install = (sources: DownloadSource[], http = {}) =>
    installDataSet({ target, manifest, sources, downloads, http: { retries: 2, retryDelay: 1, ...http } });

  function assertComplete(): void {
    for (const [name, content] of files) assert.ok(fs.readFileSync(path.join(target, name)).equals(content), name);
    assert.deepEqual(list(target), [...files.keys()]);
    assert.ok(!fs.existsSync(downloads), 'no unfinished download');
  }

  function list(root: string): string[] {
    return fs
      .readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(root, name)).isFile())
      .sort();
  }

  async function fails(running: Promise<unknown>, expected: RegExp): Promise<void> {
    await assert.rejects(running, (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, expected);
      return true;
    });
  }

  it('downloads each file from an address, and only missing files the second time', async () => {
    assert.deepEqual(await install([sourceFrom(url)]), { present: 0, installed: 3 });
    assertComplete();
    fs.rmSync(path.join(target, 'train/P-1.npy'));
    requests = [];
    assert.deepEqual(await install([sourceFrom(url)]), { present: 2, installed: 1 });
    assert.deepEqual(
      requests.map((request) => request.path),
      ['train/P-1.npy'],
    );
    requests = [];
    await install([sourceFrom(url)]);
    assert.equal(requests.length, 0);
  });

  it('continues after a dropped connection', async () => {
    answer = (request, response, body) => serveInPart(request, response, body, 70_000);
    await install([sourceFrom(url)], { retries: 3 });
    assertComplete();
    const ranges = requests.filter((request) => request.path === 'test/P-1.npy').map((request) => request.range);
    assert.ok(ranges.length >= 5, `${ranges.length} requests`);
    assert.equal(ranges[0], undefined);
    assert.ok(
      ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range!)),
      String(ranges),
    );
  });

  it('continues in a later run from the bytes of an earlier one', async () => {
    const file = path.join(downloads, 'file');
    const body = files.get('test/P-1.npy')!;
    const options = { maxBytes: body.length, retries: 0, retryDelay: 1 };
    answer = (request, response, content) => serveInPart(request, response, content, 100_000);
    await fails(downloadFile(`${url}/test/P-1.npy`, file, options), /test\/P-1\.npy: .* \(tries without progress: 1\)/);
    assert.ok(!fs.existsSync(file));
    const left = fs.statSync(`${file}.part`).size;
    assert.ok(left > 0 && left <= 100_000);
    answer = serve;
    await downloadFile(`${url}/test/P-1.npy`, file, options);
    assert.ok(fs.readFileSync(file).equals(body));
    assert.deepEqual([requests[1].range, requests[1].ifRange], [`bytes=${left}-`, '"one"']);
    assert.deepEqual(fs.readdirSync(downloads), ['file']);
  });

  it('starts over if the file has changed in the meantime or the server ignores ranges', async () => {
    const body = files.get('test/P-1.npy')!;
    const others: (typeof answer)[] = [
      (request, response, content) => serve(request, response, content, '"two"'),
      (_, response, content) =>
        response.writeHead(200, { etag: '"one"', 'content-length': content.length }).end(content),
    ];
    for (const [i, other] of others.entries()) {
      const file = path.join(downloads, `file ${i}`);
      answer = (request, response, content) =>
        serveInPart(request, response, Buffer.from(content.map((byte) => byte ^ 255)), 50_000);
      const options = { maxBytes: body.length, retries: 0, retryDelay: 1 };
      await assert.rejects(downloadFile(`${url}/test/P-1.npy`, file, options));
      answer = other;
      await downloadFile(`${url}/test/P-1.npy`, file, options);
      assert.ok(fs.readFileSync(file).equals(body));
    }
  });

  it('keeps no bytes that it cannot continue: without a validator or with a wrong range', async () => {
    const file = path.join(downloads, 'file');
    answer = (_, response, body) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 50_000), () => setTimeout(() => response.socket?.end(), CUT_AFTER));
    };
    await assert.rejects(downloadFile(`${url}/test/P-1.npy`, file, { maxBytes: 1e6, retries: 0, retryDelay: 1 }));
    assert.deepEqual(fs.readdirSync(downloads), []);
    let calls = 0;
    answer = (request, response, body) => {
      calls++;
      if (calls === 1) serveInPart(request, response, body, 50_000);
      else if (request.headers.range === undefined) serve(request, response, body);
      else
        response
          .writeHead(206, { etag: '"one"', 'content-range': `bytes 5-9/${body.length}` })
          .end(body.subarray(5, 10));
    };
    await downloadFile(`${url}/test/P-1.npy`, file, { maxBytes: 1e6, retries: 2, retryDelay: 1 });
    assert.ok(fs.readFileSync(file).equals(files.get('test/P-1.npy')!));
  });

  it('does not retry after a 403, names it and leaves no files', async () => {
    answer = (_, response) => response.writeHead(403).end('<Error>AccessDenied</Error>');
    await fails(
      install([{ kind: 'zip', from: `${url}/test/P-1.npy` }]),
      /3 of 3 files are missing .* answered 403 Forbidden/,
    );
    assert.equal(requests.length, 1);
    assert.ok(!fs.existsSync(target) && !fs.existsSync(downloads));
  });

  it('retries after a 503', async () => {
    answer = (request, response, body) => {
      if (requests.length === 1) response.writeHead(503).end();
      else serve(request, response, body);
    };
    await install([sourceFrom(url)]);
    assertComplete();
  });

  it('uses the next source if one fails', async () => {
    answer = (request, response, body) => {
      if (request.url!.includes('csv')) serve(request, response, body);
      else response.writeHead(410).end();
    };
    await install([sourceFrom(url), sourceFrom(path.join(folder, 'source'))]);
    assertComplete();
  });

  it('refuses a wrong byte, names file and checksum, and keeps the correct files', async () => {
    answer = (request, response, body) => {
      const wrong = Buffer.from(body);
      if (request.url!.includes('test/')) wrong[1000] ^= 1;
      serve(request, response, wrong);
    };
    await fails(install([sourceFrom(url)]), /test\/P-1\.npy has the SHA-256 checksum \w{12}\.\.\., the manifest says/);
    assert.deepEqual(list(target), ['labeled_anomalies.csv', 'train/P-1.npy']);
    assert.ok(!fs.existsSync(downloads));
    answer = serve;
    await install([sourceFrom(url)]);
    assertComplete();
  });

  it('installs the files of an incomplete folder or archive and names the missing ones', async () => {
    const source = path.join(folder, 'source');
    fs.rmSync(path.join(source, 'test'), { recursive: true });
    await fails(
      install([sourceFrom(source)]),
      /1 of 3 files is missing \(test\/P-1\.npy\): .*test\/P-1\.npy is missing/,
    );
    assert.deepEqual(list(target), ['labeled_anomalies.csv', 'train/P-1.npy']);
    fs.rmSync(target, { recursive: true });
    const entries = [...files].map(([name, content]) => ({
      name,
      content: name.startsWith('test') ? Buffer.from('x') : content,
    }));
    const archive = path.join(folder, 'spoiled.zip');
    fs.writeFileSync(archive, buildZip(entries));
    await fails(install([sourceFrom(archive)]), /spoiled\.zip: test\/P-1\.npy has 1 byte, the manifest says 300000/);
    assert.deepEqual(list(target), ['labeled_anomalies.csv', 'train/P-1.npy']);
  });

  it('lists few of many failures, and does not ask an unreachable server for every file', async () => {
    const source = path.join(folder, 'empty');
    fs.mkdirSync(source);
    const many = {
      ...manifest,
      files: Array.from({ length: 80 }, (_, i) => ({ ...manifest.files[1], path: `test/P-${i}.npy` })),
    };
    const told: string[] = [];
    const options = { target, manifest: many, downloads, onNote: (line: string) => void told.push(line) };
    await fails(installDataSet({ ...options, sources: [sourceFrom(source)] }), /P-2\.npy is missing; and 77 more$/);
    assert.deepEqual(told.slice(-2), [`${source}: test/P-2.npy is missing`, 'and 77 more']);
    answer = (request) => request.socket.destroy();
    const http = { retries: 1, retryDelay: 1 };
    await fails(
      installDataSet({ ...options, sources: [{ kind: 'folder', from: `${url}/all` }], http }),
      /80 of 80 .*404/,
    );
    assert.equal(requests.length, 80);
    requests = [];
    await fails(
      installDataSet({ ...options, manifest, sources: [sourceFrom(url)], http }),
      /tries without progress: 2\)/,
    );
    assert.equal(requests.length, 2);
  });

  it('removes the folders that it made, and no others', async () => {
    const own = [path.join(target, 'train'), path.join(target, 'notes'), path.join(folder, 'mine')];
    for (const name of own) fs.mkdirSync(name, { recursive: true });
    answer = (_, response) => response.writeHead(403).end();
    await fails(install([sourceFrom(url)]), /403/);
    for (const name of own) assert.ok(fs.existsSync(name), name);
    target = path.join(folder, 'mine', 'new', 'smap-msl');
    await fails(install([sourceFrom(url)]), /403/);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'mine')), []);
  });

  it('refuses more bytes than the manifest says, announced or not', async () => {
    answer = (_, response, body) =>
      response.writeHead(200, { 'content-length': body.length + 5000 }).end(Buffer.alloc(body.length + 5000));
    await fails(install([sourceFrom(url)]), /expected at most \d+ bytes, the server announces \d+/);
    answer = (_, response, body) => {
      response.write(Buffer.alloc(body.length + 5000));
      response.end();
    };
    await fails(install([sourceFrom(url)]), /expected at most \d+ bytes, the server sent more/);
    assert.ok(!fs.existsSync(target) && !fs.existsSync(downloads));
  });

  it('fails if the server stops sending', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 100 }).flushHeaders();
    await fails(install([sourceFrom(url)], { retries: 0, idleTimeout: 50 }), /no answer for 0\.05 s/);
  });

  it('installs from an archive at an address or a path, with any folders above the files', async () => {
    const zip = buildZip([...files].map(([name, content]) => ({ name: `data/data/${name}`, content })));
    files.set('all.zip', zip);
    try {
      answer = (request, response, body) => serveInPart(request, response, body, 150_000);
      await install([sourceFrom(`${url}/all.zip`)]);
    } finally {
      files.delete('all.zip');
    }
    assertComplete();
    fs.rmSync(target, { recursive: true });
    fs.writeFileSync(path.join(folder, 'local.zip'), zip);
    await install([sourceFrom(path.join(folder, 'local.zip'))]);
    assertComplete();
    assert.ok(fs.existsSync(path.join(folder, 'local.zip')), 'a local archive is kept');
  });

  it('accepts labels with other line breaks and stores them with those of the manifest', async () => {
    fs.writeFileSync(
      path.join(folder, 'source/labeled_anomalies.csv'),
      `\uFEFF${CSV.replace(/\n/g, '\r\n').trimEnd()}`,
    );
    await install([sourceFrom(path.join(folder, 'source'))]);
    assertComplete();
  });

  describe('with a hostile archive', () => {
    const npy = files.get('train/P-1.npy')!;
    const cases: [string, ZipEntry[], RegExp][] = [
      ['a name that climbs out', [{ name: '../../train/P-1.npy', content: npy }], /damaged archive .*relative path/],
      ['an absolute name', [{ name: '/tmp/train/P-1.npy', content: npy }], /damaged archive .*absolute path/],
      ['a link', [{ name: 'train/P-1.npy', content: Buffer.from('/etc'), mode: 0o120777 }], /is a symbolic link/],
      [
        'a bomb',
        [{ name: 'train/P-1.npy', content: Buffer.alloc(1e7) }],
        /expected at most 100000 bytes unpacked, found 10000000/,
      ],
      [
        'a bomb that hides its size',
        [{ name: 'train/P-1.npy', content: Buffer.alloc(1e7), claimedSize: 99_999 }],
        /train\/P-1\.npy is damaged|bytes unpacked, found more/,
      ],
      [
        'a truncated file',
        [{ name: 'train/P-1.npy', content: npy.subarray(1) }],
        /has 99999 bytes, the manifest says 100000/,
      ],
    ];
    for (const [name, entries, expected] of cases) {
      it(`refuses ${name}`, async () => {
        const archive = path.join(folder, 'hostile.zip');
        fs.writeFileSync(archive, buildZip(entries));
        const before = list(folder);
        await fails(install([sourceFrom(archive)]), expected);
        assert.deepEqual(list(folder), before);
      });
    }

    it('refuses a file that is not an archive, and skips unwanted entries', async () => {
      const archive = path.join(folder, 'other.zip');
      fs.writeFileSync(archive, 'not a zip');
      await fails(install([sourceFrom(archive)]), /other\.zip: not a readable zip archive/);
      fs.writeFileSync(archive, buildZip([{ name: 'readme.txt', content: Buffer.from('hello') }]));
      await fails(install([sourceFrom(archive)]), /no source has them/);
      assert.ok(!fs.existsSync(target));
    });
  });

  describe('with a file of which no checksum is known', () => {
    const windows = '{\r\n "a.csv": [],\r\n "b.csv": []\r\n}';
    const unseen = { holds: ['"a.csv"', '"b.csv"'], lines: 4, mostBytes: 200 };
    const install = async (change: Partial<typeof unseen> = {}) => {
      const told: string[] = [];
      const own = {
        ...manifest,
        files: [{ path: 'windows.json', unseen: { ...unseen, ...change } }, manifest.files[0]],
      };
      const found = await installDataSet({
        target,
        manifest: own,
        downloads,
        sources: [
          { kind: 'file', from: `${url}/labels/combined.json?download=1`, path: 'windows.json' },
          { kind: 'folder', from: url },
        ],
        onNote: (line) => void told.push(line),
      });
      return { found, told };
    };
    beforeEach(() => void files.set('labels/combined.json?download=1', Buffer.from(windows)));
    afterEach(() => void files.delete('labels/combined.json?download=1'));

    it('stores it as it came, tells its checksum, and finds it there the next time', async () => {
      const { found, told } = await install();
      assert.deepEqual(found, { present: 0, installed: 2 });
      assert.deepEqual(list(target), ['labeled_anomalies.csv', 'windows.json']);
      assert.equal(fs.readFileSync(path.join(target, 'windows.json'), 'utf8'), windows);
      const checksum = createHash('sha256').update(windows).digest('hex');
      assert.ok(told.includes(`windows.json: no checksum of it is known; its SHA-256 is ${checksum}`), told.join('\n'));
      assert.deepEqual((await install()).found, { present: 2, installed: 0 });
    });

    it('continues a download that broke off', async () => {
      const long = windows.padEnd(150_000, ' ');
      files.set('labels/combined.json?download=1', Buffer.from(long));
      answer = (request, response, body) => serveInPart(request, response, body, 80_000);
      await install({ mostBytes: 200_000 });
      assert.equal(fs.readFileSync(path.join(target, 'windows.json'), 'utf8'), long);
      const ranges = requests.filter(({ path: name }) => name.startsWith('labels')).map(({ range }) => range);
      assert.equal(ranges[0], undefined);
      assert.match(ranges[1]!, /^bytes=\d+-$/);
    });

    it('refuses it if it lacks what it should hold, is too short or too long', async () => {
      await fails(install({ holds: ['"c.csv"'] }), /windows\.json lacks '"c\.csv"', which the manifest says it holds/);
      await fails(install({ lines: 5 }), /windows\.json has 4 lines, the manifest says at least 5/);
      await fails(install({ mostBytes: 10 }), /expected at most 10 bytes/);
      assert.ok(!fs.existsSync(path.join(target, 'windows.json')));
    });
  });

  describe('of a data set by its name', () => {
    const data = path.join(__dirname, '../../data');
    it('has a manifest, and a published source for each of its files', () => {
      for (const name of dataSetNames) {
        const { files: listed, name: own } = loadManifest(path.join(data, `manifest-${name}.json`));
        assert.equal(own, name);
        const sources = DATA_SET_SOURCES[name];
        for (const { path: file } of listed) {
          assert.ok(
            sources.some((source) => source.kind === 'folder' || source.path === file),
            file,
          );
        }
        for (const { from } of sources) {
          assert.match(from, /^https:\/\/(raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/[0-9a-f]{40}\/|zenodo\.org\/)/);
        }
      }
    });

    it('lists what the readers read', () => {
      const pathsOf = (name: string) =>
        loadManifest(path.join(data, `manifest-${name}.json`)).files.map((file) => file.path);
      const nab = pathsOf('nab').filter((file) => file.endsWith('.csv'));
      assert.deepEqual([nab.length, pathsOf('skab').length], [45, 31]);
      assert.ok(pathsOf('nab').includes('combined_windows.json') && pathsOf('skab').includes('valve1/0.csv'));
      assert.deepEqual(pathsOf('opssat'), ['dataset.csv']);
      assert.deepEqual(pathsOf('tsb-ad'), ['published-multi-vus-pr.csv', 'published-uni-vus-pr.csv']);
    });
  });

  it('does not write through a link in the target', async () => {
    fs.mkdirSync(target);
    fs.mkdirSync(path.join(folder, 'elsewhere'));
    fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(target, 'train'));
    await fails(install([sourceFrom(path.join(folder, 'source'))]), /train is a symbolic link/);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'elsewhere')), []);
  });

  it('refuses a manifest with paths that leave the folder, and missing sources', () => {
    const file = path.join(folder, 'manifest.json');
    for (const name of ['../x.npy', '/x.npy', 'a/../x.npy', 'a\\x.npy', 'a//x.npy', './x.npy']) {
      fs.writeFileSync(file, JSON.stringify({ ...manifest, files: [{ ...manifest.files[0], path: name }] }));
      assert.throws(() => loadManifest(file), /not a manifest \(files\.0\.path: Invalid string/, name);
    }
    fs.writeFileSync(file, '{');
    assert.throws(() => loadManifest(file), /not a readable manifest/);
    fs.truncateSync(file, 40 * 2 ** 20);
    assert.throws(
      () => loadManifest(file),
      /not a readable manifest \(.+: expected at most 4194304 bytes, found 41943040\)/,
    );
    assert.throws(
      () => sourceFrom(path.join(folder, 'absent')),
      /absent: expected a folder or an archive, found nothing/,
    );
  });
});
