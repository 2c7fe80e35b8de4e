// The anomaly attention of one layer of the Anomaly Transformer, forward and backward. The maps [batch, heads, window,
// window] are never stored: a task takes one head of one sample and computes a block of rows at a time, from the scores to
// all that is made of them, in cache. The backward pass computes the rows again.
//
//   S = softmax(Q K^T / sqrt(depth))     attended = S V     P = softmax_j(-(i - j)^2 / (2 width_i^2))
//   discrepancy_i = mean over heads of sum_j (S_ij - P_ij) log((S_ij + 1e-4) / (P_ij + 1e-4))
#pragma once
#include <cmath>
#include <vector>
#include "association_rows.h"
#include "product.h"

namespace telltale {

struct AttentionSizes {
  int batch, window, heads, depth;

  int modelDim() const { return heads * depth; }
  std::int64_t tasks() const { return static_cast<std::int64_t>(batch) * heads; }
  /** About how many operations a task takes that multiplies the maps `products` times. */
  std::int64_t operations(int products) const { return 2LL * window * window * (products * depth + 30); }
};

/** A whole number of panels. */
inline int panelled(int columns) { return (columns + kPanel - 1) / kPanel * kPanel; }

/** Rows in memory that are padded with zeros to whole panels. */
struct Padded {
  Padded(int rows, int columns) : stride(panelled(columns)), buffer(static_cast<std::size_t>(rows) * stride) {}
  float* operator[](int row) const { return buffer.data() + static_cast<std::int64_t>(row) * stride; }
  MapRows rows(int first, int count, int window) const { return {buffer.data(), stride, first, count, window}; }
  const int stride;
  Buffer buffer;
};

struct LeftFactor {
  const float* data;
  int stride;
  LeftFactor(const Padded& from, int first = 0) : data(from[first]), stride(from.stride) {}
};

/** A right factor: row k of a panel lies at data + panel * panelStride + k * stride. */
struct RightFactor {
  const float* data;
  std::int64_t panelStride;
  int stride, panels;

  RightFactor(const Panels& from) : data(from.at(0)), panelStride(from.at(1) - from.at(0)), stride(kPanel), panels(from.count) {}
  RightFactor(const Padded& from, int first) : data(from[first]), panelStride(kPanel), stride(from.stride), panels(from.stride / kPanel) {}
};

/**
 * Multiplies a few rows, or with TURNED a few columns of `left`, by a right factor of the given depth.
 *
 * @param take  Called with the sums of kWidth columns, their row and first column.
 */
template <bool TURNED, class Take>
inline void multiplyBlock(int rows, int depth, const LeftFactor& left, const RightFactor& right, const Take& take) {
  const std::int64_t rowStride = TURNED ? 1 : left.stride, step = TURNED ? left.stride : 1;
  for (int panel = 0; panel < right.panels; panel++)
    forTiles(rows, [&](auto constant, int first) {
      constexpr int ROWS = decltype(constant)::value;
      const Take put = take;  // a copy, which the compiler keeps in registers
      Tile<ROWS> sums = {};
      const float* factors = left.data + first * rowStride;
      const float* from = right.data + panel * right.panelStride;
      for (int k = 0; k < depth; k++, factors += step, from += right.stride) {
        const Vector near = load(from), far = load(from + kWidth);
        for (int i = 0; i < ROWS; i++) {
          const Vector factor = broadcast(factors[i * rowStride]);
          sums[i][0] += factor * near;
          sums[i][1] += factor * far;
        }
      }
      for (int i = 0; i < ROWS; i++)
        for (int v = 0; v < 2; v++) put(sums[i][v], first + i, panel * kPanel + v * kWidth);
    });
}

/** Takes the sums of a product into rows. */
inline auto into(const Padded& to) {
  return [data = to[0], stride = to.stride](Vector sums, int row, int column) { store(data + row * stride + column, sums); };
}

/** Adds the sums of a product to rows. */
inline auto addTo(const Padded& to) {
  return [data = to[0], stride = to.stride](Vector sums, int row, int column) {
    float* const at = data + row * stride + column;
    store(at, load(at) + sums);
  };
}

/** One head of one sample in an array [batch, window, parts * modelDim]: row i is at [i], `depth` wide. */
template <class Float>
struct Head {
  Float* data;
  std::int64_t stride;

  Head(const AttentionSizes& sizes, std::int64_t task, Float* array, int part = 0, int parts = 1)
      : stride(static_cast<std::int64_t>(parts) * sizes.modelDim()) {
    const std::int64_t sample = task / sizes.heads, head = task % sizes.heads;
    data = array + sample * sizes.window * stride + part * sizes.modelDim() + head * sizes.depth;
  }
  Float* operator[](int i) const { return data + i * stride; }
  operator Rows() const { return {data, stride}; }
};

/** Copies rows times a factor, and pads them with zeros. */
inline void copyRows(const Head<const float>& from, int rows, int columns, float factor, const Padded& to) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < to.stride; j += kWidth)
      store(to[i] + j, j < columns ? load(from[i] + j, columns - j) * factor : Vector{});
}

/** Copies rows out of a padded block. */
inline void copyRows(const Padded& from, int rows, int columns, const Head<float>& to) {
  for (int i = 0; i < rows; i++) std::memcpy(to[i], from[i], sizeof(float) * static_cast<std::size_t>(columns));
}

/** Lays out rows, or with `transposed` columns, of which there are as many as the panels have columns or depth. */
inline void layOutAll(const Head<const float>& from, bool transposed, int columns, const Panels& to) {
  for (int panel = 0; panel < to.count; panel++)
    transposed ? layOutTransposed(from, columns, panel, to) : layOutPanel(from, columns, panel, to);
}

/**
 * Calls `work(task, scratch)` for every head of every sample. The tasks are divided among a few pieces of scratch memory,
 * which are allocated before any thread starts.
 */
template <class Scratch, class Work>
inline void forHeads(const Workers& workers, const AttentionSizes& sizes, int products, const Work& work) {
  const std::int64_t tasks = sizes.tasks(), shares = std::min<std::int64_t>(tasks, 2 * workers.threads());
  std::vector<Scratch> scratch;
  scratch.reserve(static_cast<std::size_t>(shares));
  for (std::int64_t i = 0; i < shares; i++) scratch.emplace_back(sizes);
  workers.run(shares, tasks / shares * sizes.operations(products), [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t share = first; share < end; share++)
      for (std::int64_t task = tasks * share / shares; task < tasks * (share + 1) / shares; task++)
        work(task, scratch[static_cast<std::size_t>(share)]);
  });
}

/** Memory for one head: K^T [depth, window], V [window, depth], and for a block of rows Q / sqrt(depth) and the scores. */
struct AttentionScratch {
  Panels keys, values;
  Padded query, scores, prior;
  explicit AttentionScratch(const AttentionSizes& sizes)
      : keys(sizes.depth, sizes.window),
        values(sizes.window, sizes.depth),
        query(sizes.window, sizes.depth),
        scores(kMapRows, sizes.window),
        prior(kMapRows, sizes.window) {}
};

/**
 * Computes the attention of every head, and the divergence of its two associations.
 *
 * @param projected    [batch, window, 3 * modelDim]: query, key and value side by side, each with its heads side by side.
 * @param sigma        [batch, window, heads], the raw projection of the prior's widths.
 * @param attended     [batch, window, modelDim], heads side by side.
 * @param discrepancy  [batch, window], averaged over heads. If it is null, the prior is not computed.
 * @param logSums      [batch, heads, window], the logarithm of the sum of the exponentials of a row's scores.
 */
inline void anomalyAttention(const Workers& workers, const AttentionSizes& sizes, const float* projected, const float* sigma,
                             float* attended, float* discrepancy, float* logSums) {
  const int window = sizes.window, heads = sizes.heads, depth = sizes.depth;
  const float scale = 1 / std::sqrt(static_cast<float>(depth));
  const Buffer divergencesOf(discrepancy ? static_cast<std::size_t>(sizes.tasks()) * window : 0);  // [batch, heads, window]
  forHeads<AttentionScratch>(workers, sizes, 2, [&](std::int64_t task, const AttentionScratch& scratch) {
    const Head to(sizes, task, attended);
    const float* const sigmas = sigma + task / heads * window * heads + task % heads;
    layOutAll(Head(sizes, task, projected, 1, 3), true, window, scratch.keys);
    layOutAll(Head(sizes, task, projected, 2, 3), false, depth, scratch.values);
    copyRows(Head(sizes, task, projected, 0, 3), window, depth, scale, scratch.query);
    for (int first = 0; first < window; first += kMapRows) {
      const int count = std::min(kMapRows, window - first);
      multiplyBlock<false>(count, depth, {scratch.query, first}, scratch.keys, into(scratch.scores));
      const std::int64_t at = task * window + first;
      const MapRows series = scratch.scores.rows(first, count, window);
      RowValues inverses;
      exponentials(series, inverses, logSums + at);
      if (discrepancy) {
        const PriorBlock prior(scratch.prior.rows(first, count, window), sigmas + static_cast<std::int64_t>(first) * heads, heads);
        divergences(series, inverses, prior, divergencesOf.data() + at);
      }
      multiplyBlock<false>(count, window, scratch.scores, scratch.values, [&](Vector sums, int row, int column) {
        if (column < depth) store(to[first + row] + column, sums * inverses[row], depth - column);
      });
    }
  });
  if (!discrepancy) return;
  for (int sample = 0; sample < sizes.batch; sample++)
    for (int i = 0; i < window; i++) {
      float sum = 0;
      for (int head = 0; head < heads; head++)
        sum += divergencesOf.data()[(static_cast<std::int64_t>(sample) * heads + head) * window + i];
      discrepancy[static_cast<std::int64_t>(sample) * window + i] = sum / static_cast<float>(heads);
    }
}

/** Memory for one head of the backward pass: K^T and V^T, K, and for a block of rows Q / sqrt(depth), the gradient of what was
 * attended, the scores and their gradient. The gradients of K and V are summed over the blocks. */
struct AttentionBackScratch {
  Panels keys, values, keyRows;
  Padded query, dAttended, scores, prior, gradient, dKey, dValue;
  explicit AttentionBackScratch(const AttentionSizes& sizes)
      : keys(sizes.depth, sizes.window),
        values(sizes.depth, sizes.window),
        keyRows(sizes.window, sizes.depth),
        query(sizes.window, sizes.depth),
        dAttended(sizes.window, sizes.depth),
        scores(kMapRows, sizes.window),
        prior(kMapRows, sizes.window),
        gradient(kMapRows, sizes.window),
        dKey(sizes.window, sizes.depth),
        dValue(sizes.window, sizes.depth) {}
};

inline void anomalyAttentionBack(const Workers& workers, const AttentionSizes& sizes, const float* projected,
                                 const float* sigma, const float* logSums, const float* dAttended, const float* dDiscrepancy,
                                 float seriesScale, float priorScale, float* dProjected, float* dSigma) {
  const int window = sizes.window, heads = sizes.heads, depth = sizes.depth;
  const float scale = 1 / std::sqrt(static_cast<float>(depth));
  forHeads<AttentionBackScratch>(workers, sizes, 5, [&](std::int64_t task, const AttentionBackScratch& s) {
    const Head query(sizes, task, projected, 0, 3), key(sizes, task, projected, 1, 3), value(sizes, task, projected, 2, 3);
    const Head from(sizes, task, dAttended);
    const Head dQuery(sizes, task, dProjected, 0, 3), dKey(sizes, task, dProjected, 1, 3), dValue(sizes, task, dProjected, 2, 3);
    const std::int64_t sample = task / heads;
    layOutAll(key, true, window, s.keys);
    layOutAll(value, true, window, s.values);
    copyRows(query, window, depth, scale, s.query);
    copyRows(from, window, depth, 1, s.dAttended);
    layOutAll(key, false, depth, s.keyRows);
    std::fill_n(s.dKey[0], static_cast<std::int64_t>(window) * s.dKey.stride, 0.f);
    std::fill_n(s.dValue[0], static_cast<std::int64_t>(window) * s.dValue.stride, 0.f);
    for (int first = 0; first < window; first += kMapRows) {
      const int count = std::min(kMapRows, window - first);
      multiplyBlock<false>(count, depth, {s.query, first}, s.keys, into(s.scores));
      multiplyBlock<false>(count, depth, {s.dAttended, first}, s.values, into(s.gradient));
      const std::int64_t step = sample * window + first, at = step * heads + task % heads;
      const PriorBlock prior(s.prior.rows(first, count, window), sigma + at, heads);
      const float share = 1 / static_cast<float>(heads);
      associationGradients(s.scores.rows(first, count, window), s.gradient.rows(first, count, window),
                           logSums + task * window + first, prior,
                           {dDiscrepancy + step, seriesScale * share, priorScale * share}, dSigma + at, heads);
      multiplyBlock<false>(count, window, s.gradient, s.keyRows, [&](Vector sums, int row, int column) {
        if (column < depth) store(dQuery[first + row] + column, sums * scale, depth - column);
      });
      multiplyBlock<true>(window, count, s.scores, {s.dAttended, first}, addTo(s.dValue));
      multiplyBlock<true>(window, count, s.gradient, {s.query, first}, addTo(s.dKey));
    }
    copyRows(s.dKey, window, depth, dKey);
    copyRows(s.dValue, window, depth, dValue);
  });
}

}  // namespace telltale
