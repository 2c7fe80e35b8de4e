// Checks matrix products against plain sums in double.
#pragma once
#include <algorithm>
#include <limits>
#include "../../../lib/runtime/native/product.h"
#include "check.h"

namespace telltale {

namespace product {

using Doubles = std::vector<double>;
using Floats = std::vector<float>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/** A size: small, or next to the edge of a tile, a panel, a block of rows or a block of depth. */
inline int randomSize(Random& random) {
  static const int edges[] = {1, 6, 8, 16, 32, kTileRows, kPanel, kRowBlock, 2 * kRowBlock, kDepthBlock, 2 * kDepthBlock};
  const int kind = random.size(0, 9);
  if (kind < 3) return random.size(1, 70);
  return std::max(1, edges[random.size(0, kind < 8 ? 6 : 10)] + random.size(-1, 1));
}

struct Sizes {
  int rows, columns, depth;
};

/** Draws sizes until the plain computation is short. */
inline Sizes randomSizes(Random& random) {
  for (;;) {
    const Sizes sizes{randomSize(random), randomSize(random), randomSize(random)};
    if (static_cast<double>(sizes.rows) * sizes.columns * sizes.depth < 4e6) return sizes;
  }
}

/** A matrix in memory that ends with its last number. What no row holds is NaN, and shows if it is read. */
class Matrix {
 public:
  Matrix(Random& random, int rows, int width) : rows_(rows), width_(width), stride_(width + random.size(0, 3)) {
    group_ = random.size(0, 3) == 0 ? random.size(1, 5) : 0;
    headStride_ = random.size(0, 1) * width;  // or one head for all groups
    data_ = Floats(static_cast<std::size_t>(rows - 1) * stride_ + width, kNan);
    if (group_ > 0) heads_ = random.floats(static_cast<std::size_t>((rows - 1) / group_) * headStride_ + width);
    for (int row = 0; row < rows; row++) {
      if (group_ > 0 && row % group_ == 0) continue;
      const Floats values = random.floats(static_cast<std::size_t>(width));
      std::copy(values.begin(), values.end(), data_.begin() + static_cast<std::ptrdiff_t>(row) * stride_);
    }
  }

  Rows pointers() const { return {data_.data(), stride_, group_, group_ > 0 ? heads_.data() : nullptr, headStride_}; }

  double at(int row, int column) const {
    if (group_ > 0 && row % group_ == 0) return heads_[static_cast<std::size_t>(row / group_) * headStride_ + column];
    return data_[static_cast<std::size_t>(row) * stride_ + column];
  }

  std::string form() const {
    return "[" + std::to_string(rows_) + ", " + std::to_string(width_) + "]" +
           (group_ > 0 ? " in groups of " + std::to_string(group_) : "");
  }

 private:
  int rows_, width_, stride_, group_, headStride_;
  Floats data_, heads_;
};

/** A product to compute, with one of the four combinations of sides that are held as columns. */
struct Task {
  Sizes sizes;
  bool leftTransposed, rightTransposed, finishes;
  Matrix left, right;
  Floats before, bias;
  int stride;

  Floats run(const Workers& workers) const {
    Panels panels(sizes.depth, sizes.columns);
    layOut(workers, right.pointers(), rightTransposed, sizes.columns, panels);
    Floats to = before;
    const Product product{sizes.rows, sizes.columns, left.pointers(), leftTransposed, to.data(), stride};
    if (!finishes) {
      multiply(workers, product, panels);
      return to;
    }
    multiply(workers, product, panels, [&](Vector sums, int row, int column) {
      return sums + load(bias.data() + column, sizes.columns - column) + static_cast<float>(row);
    });
    return to;
  }

  double expected(int row, int column) const {
    double sum = 0;
    for (int k = 0; k < sizes.depth; k++)
      sum += (leftTransposed ? left.at(k, row) : left.at(row, k)) *
             (rightTransposed ? right.at(column, k) : right.at(k, column));
    return finishes ? sum + bias[column] + row : sum;
  }

  std::string name() const {
    return "product of " + left.form() + (leftTransposed ? " transposed" : "") + " with " + right.form() +
           (rightTransposed ? " transposed" : "") + (finishes ? ", finished" : "");
  }
};

inline Task randomTask(Random& random) {
  const Sizes sizes = randomSizes(random);
  const auto [rows, columns, depth] = sizes;
  const bool leftTransposed = random.size(0, 1) == 1, rightTransposed = random.size(0, 1) == 1;
  const bool finishes = random.size(0, 1) == 1;
  Matrix left(random, leftTransposed ? depth : rows, leftTransposed ? rows : depth);
  Matrix right(random, rightTransposed ? columns : depth, rightTransposed ? depth : columns);
  const int stride = columns + random.size(0, 3);
  const Floats before(static_cast<std::size_t>(rows - 1) * stride + columns, kNan);
  return {sizes, leftTransposed, rightTransposed, finishes, left, right, before, random.floats(columns), stride};
}

/** Checks every number, and that nothing is written between the rows of the result. */
inline void checkTask(const Task& task) {
  const auto [rows, columns, depth] = task.sizes;
  const Floats one = task.run(OneWorker()), three = task.run(ThreeWorkers());
  Floats actual, ofThree;
  Doubles expected;
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < task.stride; column++) {
      const std::size_t at = static_cast<std::size_t>(row) * task.stride + column;
      if (column < columns) {
        actual.push_back(one[at]);
        ofThree.push_back(three[at]);
        expected.push_back(task.expected(row, column));
      } else if (at < one.size() && !(one[at] != one[at] && three[at] != three[at])) {
        fail(task.name() + ": wrote right of row " + std::to_string(row));
      }
    }
  requireNear(task.name(), actual.data(), expected);
  requireSame(task.name(), ofThree, actual);
}

/** Requires a row of a product to have the same bits alone as among others. */
inline void checkRowAlone(Random& random) {
  const auto [rows, columns, depth] = randomSizes(random);
  const Floats left = random.floats(static_cast<std::size_t>(rows) * depth);
  const Floats right = random.floats(static_cast<std::size_t>(depth) * columns);
  Panels panels(depth, columns);
  layOut(OneWorker(), {right.data(), columns}, false, columns, panels);
  Floats all(static_cast<std::size_t>(rows) * columns, kNan), alone(columns, kNan);
  multiply(OneWorker(), {rows, columns, {left.data(), depth}, false, all.data(), columns}, panels);
  const int row = random.size(0, rows - 1);
  const auto start = left.begin() + static_cast<std::ptrdiff_t>(row) * depth;
  const Floats own(start, start + depth);
  multiply(OneWorker(), {1, columns, {own.data(), depth}, false, alone.data(), columns}, panels);
  for (int column = 0; column < columns; column++)
    if (alone[column] != all[static_cast<std::size_t>(row) * columns + column])
      fail("product [" + std::to_string(rows) + ", " + std::to_string(depth) + "] with " + std::to_string(columns) +
           " columns: row " + std::to_string(row) + " has other bits alone");
}

/** Requires a product over a depth of 0 to be zero. */
inline void checkNoDepth() {
  const Floats none;
  Floats to(3 * 17, 5.f);
  Panels panels(0, 17);
  layOut(OneWorker(), {none.data(), 17}, false, 17, panels);
  multiply(OneWorker(), {3, 17, {none.data(), 0}, false, to.data(), 17}, panels);
  for (float value : to)
    if (value != 0) fail("a product over a depth of 0 is " + std::to_string(value));
}

}  // namespace product

/** Checks products of random shapes: sides held as rows or as columns, rows in groups. */
inline void checkProduct(Random& random, int shapes) {
  product::checkNoDepth();
  for (int i = 0; i < shapes; i++) {
    product::checkTask(product::randomTask(random));
    product::checkRowAlone(random);
  }
}

}  // namespace telltale
