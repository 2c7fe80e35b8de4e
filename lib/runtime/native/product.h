// Matrix products. The right factor is laid out once in panels of two vectors' width; a tile of a few rows by one panel is
// summed in registers, in the order of k. Depth is divided at fixed places, so that a sum does not depend on the threads.
#pragma once
#include <algorithm>
#include <type_traits>
#include "vector.h"
#include "workers.h"

namespace telltale {

/** Columns of a panel. */
constexpr int kPanel = 2 * kWidth;
/** Rows of a tile: with AVX2 its sums, two weights and a factor fill the sixteen registers. */
constexpr int kTileRows = kVectorBytes == 32 ? 6 : 8;
/** Depth of a block: one panel of it fits in the first cache. */
constexpr int kDepthBlock = 256;
/** Rows of a block: its part of the left factor fits in the second cache. */
constexpr int kRowBlock = 96;

/** Rows in memory: row k is at data + k stride. In groups of `group` rows, each group's first row is a row of `heads`. */
struct Rows {
  const float* data;
  std::int64_t stride;
  int group = 0;
  const float* heads = nullptr;
  std::int64_t headStride = 0;

  const float* operator[](std::int64_t k) const {
    return group > 0 && k % group == 0 ? heads + (k / group) * headStride : data + k * stride;
  }
};

template <int ROWS>
using Tile = Vector[ROWS][2];

/** Adds the product of ROWS rows with a panel, both `depth` deep, to the tile. */
template <int ROWS>
inline void accumulate(Tile<ROWS>& sums, const float* const (&rows)[ROWS], const float* panel, int depth) {
  Tile<ROWS> held; // a copy, which the compiler keeps in registers
  for (int i = 0; i < ROWS; i++) held[i][0] = sums[i][0], held[i][1] = sums[i][1];
  for (int k = 0; k < depth; k++, panel += kPanel) {
    const Vector left = load(panel), right = load(panel + kWidth);
    for (int i = 0; i < ROWS; i++) {
      const Vector factor = broadcast(rows[i][k]);
      held[i][0] += factor * left;
      held[i][1] += factor * right;
    }
  }
  for (int i = 0; i < ROWS; i++) sums[i][0] = held[i][0], sums[i][1] = held[i][1];
}

template <int ROWS = kTileRows, class Body>
inline void withRows(int rows, Body&& body) {
  if constexpr (ROWS == 1) {
    body(std::integral_constant<int, 1>{});
  } else if (rows == ROWS) {
    body(std::integral_constant<int, ROWS>{});
  } else {
    withRows<ROWS - 1>(rows, body);
  }
}

/** How many tiles rows are divided into, all of nearly equal height. */
inline int tilesOf(int rows) { return (rows + kTileRows - 1) / kTileRows; }

/** Calls `body(tile's rows as a constant, first row)` for some of the tiles. */
template <class Body>
inline void forTiles(int rows, int tile, int end, Body&& body) {
  const std::int64_t tiles = tilesOf(rows);
  for (; tile < end; tile++) {
    const int first = static_cast<int>(rows * tile / tiles), next = static_cast<int>(rows * (tile + 1LL) / tiles);
    withRows(next - first, [&](auto constant) { body(constant, first); });
  }
}

/** Does so for all tiles. */
template <class Body>
inline void forTiles(int rows, Body&& body) {
  forTiles(rows, 0, tilesOf(rows), body);
}

/** A matrix [depth, columns] laid out in panels: [panel][k][kPanel], with zeros right of the last column. */
class Panels {
 public:
  Panels(int depth, int columns) : depth(depth), count((columns + kPanel - 1) / kPanel), buffer(size(depth, count)) {}
  /** A panel from row k on. */
  float* at(int panel, int k = 0) const {
    return buffer.data() + (static_cast<std::size_t>(panel) * depth + k) * kPanel;
  }
  const int depth, count;

 private:
  static std::size_t size(int depth, int count) { return static_cast<std::size_t>(depth) * count * kPanel; }
  Buffer buffer;
};

/** Lays out one panel of a matrix whose rows are `from`. */
inline void layOutPanel(const Rows& from, int columns, int panel, const Panels& to) {
  const int first = panel * kPanel, wide = std::min(kPanel, columns - first);
  float* at = to.at(panel);
  for (int k = 0; k < to.depth; k++, at += kPanel) {
    const float* row = from[k] + first;
    store(at, load(row, wide));
    store(at + kWidth, wide > kWidth ? load(row + kWidth, wide - kWidth) : Vector{});
  }
}

/** Lays out one panel of a matrix whose columns are `from`. */
inline void layOutTransposed(const Rows& from, int columns, int panel, const Panels& to) {
  float* at = to.at(panel);
  for (int k = 0; k < to.depth; k += kWidth)
    for (int j = 0; j < kPanel; j += kWidth) {
      Vector square[kWidth];
      for (int i = 0; i < kWidth; i++) {
        const int column = panel * kPanel + j + i;
        square[i] = column < columns ? load(from[column] + k, to.depth - k) : Vector{};
      }
      transpose(square);
      for (int i = 0; i < kWidth && k + i < to.depth; i++) store(at + (k + i) * kPanel + j, square[i]);
    }
}

/** Lays out a matrix: `from` are its rows, or with `transposed` its columns. */
inline void layOut(const Workers& workers, const Rows& from, bool transposed, int columns, const Panels& to) {
  workers.run(to.count, 4LL * to.depth * kPanel, [&](std::int64_t first, std::int64_t end) {
    for (int panel = static_cast<int>(first); panel < end; panel++)
      transposed ? layOutTransposed(from, columns, panel, to) : layOutPanel(from, columns, panel, to);
  });
}

/** Between the rows of a turned block: not a power of two, whose rows would share a few places of the first cache. */
constexpr int kTurnedStride = kDepthBlock + 16;

struct Range {
  int first, count;
};

/** Writes a block of columns as rows: turned[i, k] = from[k, i]. Fills up whole vectors in both directions. */
inline void turn(const Rows& from, Range columns, Range rows, float* turned) {
  for (int k = 0; k < rows.count; k += kWidth)
    for (int i = 0; i < columns.count; i += kWidth) {
      Vector square[kWidth];
      for (int j = 0; j < kWidth; j++)
        square[j] = k + j < rows.count ? load(from[rows.first + k + j] + columns.first + i, columns.count - i) : Vector{};
      transpose(square);
      for (int j = 0; j < kWidth; j++) store(turned + (i + j) * kTurnedStride + k, square[j]);
    }
}

/** What a product [rows, columns] is made of: its left factor's rows, or with `transposed` that factor's columns. */
struct Product {
  int rows, columns;
  Rows left;
  bool transposed = false;
  float* to;
  std::int64_t stride; // between the rows of the result
};

/**
 * Computes a product.
 *
 * @param finish  Called with the last sums of kWidth columns, their row and first column, before they are stored.
 */
template <class Finish>
inline void multiply(const Workers& workers, const Product& product, const Panels& right, const Finish& finish) {
  const int rows = product.rows, columns = product.columns, depth = right.depth;
  const Rows left = product.left;
  const bool transposed = product.transposed;
  float* const to = product.to;
  const std::int64_t stride = product.stride;
  const int rowBlocks = (rows + kRowBlock - 1) / kRowBlock;
  const int groups = std::max(1, std::min(right.count, (4 * workers.threads() + rowBlocks - 1) / std::max(1, rowBlocks)));
  const std::int64_t operations = 2LL * rows * depth * right.count * kPanel / std::max(1, rowBlocks * groups);
  const auto block = [&](int firstRow, int firstPanel, int endPanel) {
    const int height = std::min(kRowBlock, rows - firstRow);
    alignas(64) float turned[kRowBlock * kTurnedStride];
    for (int k = 0; k < depth || k == 0; k += kDepthBlock) {
      const int deep = std::min(kDepthBlock, depth - k);
      if (transposed) turn(left, {firstRow, height}, {k, deep}, turned);
      for (int panel = firstPanel; panel < endPanel; panel++) {
        const int column = panel * kPanel;
        forTiles(height, [&](auto constant, int first) {
          constexpr int ROWS = decltype(constant)::value;
          const float* factors[ROWS];
          Tile<ROWS> sums;
          for (int i = 0; i < ROWS; i++) {
            const int row = firstRow + first + i;
            factors[i] = transposed ? turned + (first + i) * kTurnedStride : left[row] + k;
            for (int v = 0; v < 2; v++) {
              const int count = columns - column - v * kWidth;
              const bool fresh = k == 0 || count <= 0;
              sums[i][v] = fresh ? Vector{} : load(to + row * stride + column + v * kWidth, count);
            }
          }
          accumulate<ROWS>(sums, factors, right.at(panel, k), deep);
          const bool last = k + kDepthBlock >= depth;
          for (int i = 0; i < ROWS; i++)
            for (int v = 0; v < 2; v++) {
              const int row = firstRow + first + i, at = column + v * kWidth;
              if (at < columns)
                store(to + row * stride + at, last ? finish(sums[i][v], row, at) : sums[i][v], columns - at);
            }
        });
      }
    }
  };
  workers.run(static_cast<std::int64_t>(rowBlocks) * groups, operations, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t task = first; task < end; task++) {
      const int group = static_cast<int>(task % groups);
      block(static_cast<int>(task / groups) * kRowBlock, right.count * group / groups, right.count * (group + 1) / groups);
    }
  });
}

inline void multiply(const Workers& workers, const Product& product, const Panels& right) {
  multiply(workers, product, right, [](Vector sums, int, int) { return sums; });
}

/** Adds the rows of a matrix [rows, columns], from the first to the last. */
inline void sumRows(const Workers& workers, const float* from, std::int64_t rows, int columns, float* to) {
  workers.run(vectorsOf(columns), rows * kWidth, [&](std::int64_t first, std::int64_t end) {
    for (int column = static_cast<int>(first) * kWidth; column < end * kWidth && column < columns; column += kWidth) {
      Vector sum = {};
      for (std::int64_t row = 0; row < rows; row++) sum += load(from + row * columns + column, columns - column);
      store(to + column, sum, columns - column);
    }
  });
}

}  // namespace telltale
