/**
 * The command lines that compile and link against TensorFlow's wheel, as functions of the system and of paths. Linux on
 * x64 and on arm64 was tried. macOS was not: the names are those in the wheel for macosx_12_0_arm64, and the flags for
 * linking are those of node-gyp.
 */
import { join } from 'node:path';

const SYSTEMS = {
  linux: {
    compiler: 'g++',
    advice: 'Install a C++17 compiler: apt-get install g++ (Debian, Ubuntu) or gcc-c++ (Fedora).',
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    forThisProcessor: ['-march=native'],
    shared: ['-shared'],
    link: (folder, files) => [`-L${folder}`, ...files.map((file) => `-l:${file}`)],
    // The registered operations must outlive everything that uses them.
    stayLoaded: ['-Wl,-z,nodelete'],
  },
  darwin: {
    compiler: 'clang++',
    advice: 'Install the command-line tools of Xcode: xcode-select --install.',
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    // Clang compiles for the first Apple processor unless told otherwise, and not every version takes `native`.
    forThisProcessor: [],
    // Node itself has the functions of node_api.h.
    shared: ['-bundle', '-undefined', 'dynamic_lookup'],
    link: (folder, files) => files.map((file) => join(folder, file)),
    stayLoaded: [],
  },
};

/** Gives what a system calls its compiler and TensorFlow's libraries, and what to do where there is no compiler. */
export const systemOf = (platform) => SYSTEMS[platform] ?? SYSTEMS.linux;

/** Says why there is no wheel to compile against; undefined if there is one. */
export function whyNoWheel(platform, arch) {
  const wheels = { linux: ['x64', 'arm64'], darwin: ['arm64'] };
  return wheels[platform]?.includes(arch) ? undefined : `TensorFlow has no wheel for ${platform} on ${arch}`;
}

/** The folders in which the loader looks for TensorFlow's libraries, and for those of NVIDIA. */
const found = (folders) => folders.map((folder) => `-Wl,-rpath,${folder}`);

/**
 * Writes the command that compiles the addon.
 *
 * @param options.include  Folders of headers.
 * @param options.nvidia  The CUDA libraries: [{folder, file}].
 */
export function addonCommand({ platform, include, sources, tensorflow, nvidia, output }) {
  const { compiler, shared, libraries, link } = systemOf(platform);
  const more = [...new Set(nvidia.map(({ folder }) => folder))];
  return [
    ...[compiler, '-std=c++17', '-O2', '-fPIC', ...shared, '-w', '-DNAPI_VERSION=8'],
    ...include.flatMap((folder) => ['-I', folder]),
    ...[...sources, '-o', output, ...more.map((folder) => `-L${folder}`), ...link(tensorflow, libraries)],
    // TensorFlow opens the CUDA libraries by name at run time and finds loaded ones, so the addon loads them.
    ...(nvidia.length ? ['-Wl,--no-as-needed', ...nvidia.map(({ file }) => `-l:${file}`)] : []),
    ...found([tensorflow, ...more]),
  ];
}

/** Lists the flags of the native kernels. */
export const kernelFlags = (platform) => [
  ...['-std=c++17', '-O3', ...systemOf(platform).forThisProcessor, '-fno-math-errno', '-Wall', '-Wextra', '-fPIC'],
  // TensorFlow's copy of Eigen does not compile with g++ 12 on processors that compute in half precision, and the
  // kernels have no use for it.
  '-U__AVX512FP16__',
];

/** Writes the command that compiles one source of the native kernels. */
export function kernelCommand({ platform, include, source, output }) {
  const headers = include.flatMap((folder) => ['-isystem', folder]);
  const { compiler } = systemOf(platform);
  return [compiler, '-c', ...kernelFlags(platform), '-DNAPI_VERSION=8', ...headers, source, '-o', output];
}

/** Writes the command that links the native kernels to one library. */
export function linkCommand({ platform, objects, tensorflow, output }) {
  const { compiler, shared, stayLoaded, libraries, link } = systemOf(platform);
  const linked = [...link(tensorflow, libraries), ...found([tensorflow])];
  return [compiler, ...shared, ...stayLoaded, '-o', output, ...objects, ...linked];
}
