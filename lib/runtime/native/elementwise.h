// Work on each number of an array by itself.
#pragma once
#include <algorithm>
#include "vector.h"
#include "workers.h"

namespace telltale {

/** Calls `body(first, count)` for each vector of an array; the last may be part full. A task is 1024 floats. */
template <class Body>
inline void overVectors(const Workers& workers, std::int64_t size, const Body& body) {
  constexpr std::int64_t kChunk = 1024;
  workers.run((size + kChunk - 1) / kChunk, 8 * kChunk, [&](std::int64_t first, std::int64_t end) {
    const std::int64_t stop = std::min(size, end * kChunk);
    for (std::int64_t i = first * kChunk; i < stop; i += kWidth)
      body(i, static_cast<int>(std::min<std::int64_t>(kWidth, stop - i)));
  });
}

}  // namespace telltale
