// The anomaly attention of one layer of the Anomaly Transformer, forward and backward:
//
//   S = softmax(Q K^T / sqrt(depth))     attended = S V     P = softmax_j(-(i - j)^2 / (2 width_i^2))
//   discrepancy_i = mean over heads of sum_j (S_ij - P_ij) log((S_ij + 1e-4) / (P_ij + 1e-4))
//
// The maps [batch, heads, window, window] are never stored. A task takes one head of one sample. It computes a block of
// rows at a time, from the scores to all that is made of them, in cache. The backward pass computes the rows again.
#pragma once
#include <cmath>
#include <vector>
#include "association_rows.h"
#include "product.h"

namespace telltale {

struct AttentionSizes {
  int batch, window, heads, depth;
};

namespace associations {

/** A matrix [rows, columns], padded with columns to whole panels. */
class Padded {
 public:
  Padded(int rows, int columns)
      : stride((columns + kPanel - 1) / kPanel * kPanel), buffer_(static_cast<std::size_t>(rows) * stride) {}
  float* operator[](int row) const { return buffer_.data() + static_cast<std::int64_t>(row) * stride; }
  MapRows mapRows(int first, int count, int window) const { return {buffer_.data(), stride, first, count, window}; }
  const int stride;

 private:
  Buffer buffer_;
};

/** A left factor: row i is at data + i * stride. */
struct LeftFactor {
  LeftFactor(const Padded& from, int first = 0) : data(from[first]), stride(from.stride) {}
  const float* data;
  int stride;
};

/** A right factor: row k of a panel is at data + panel * panelStride + k * stride. */
struct RightFactor {
  RightFactor(const Panels& from)
      : data(from.at(0)), panelStride(static_cast<std::int64_t>(from.depth) * kPanel), stride(kPanel), panels(from.count) {}
  RightFactor(const Padded& from, int first)
      : data(from[first]), panelStride(kPanel), stride(from.stride), panels(from.stride / kPanel) {}
  const float* data;
  std::int64_t panelStride;
  int stride, panels;
};

/**
 * Multiplies rows of the left factor, or with TURNED its columns, by the first `depth` rows of the right factor.
 *
 * @param take  Called with the sums of kWidth columns, their row and first column.
 */
template <bool TURNED, class Take>
inline void multiplyBlock(int rows, int depth, const LeftFactor& left, const RightFactor& right, const Take& take) {
  const std::int64_t between = TURNED ? 1 : left.stride, step = TURNED ? left.stride : 1;
  for (int panel = 0; panel < right.panels; panel++)
    forTiles(rows, [&](auto constant, int first) {
      constexpr int ROWS = decltype(constant)::value;
      const Take put = take;  // a copy, which the compiler keeps in registers, like the sums
      Tile<ROWS> sums = {};
      const float* factors = left.data + first * between;
      const float* from = right.data + panel * right.panelStride;
      for (int k = 0; k < depth; k++, factors += step, from += right.stride) {
        const Vector near = load(from), far = load(from + kWidth);
        for (int i = 0; i < ROWS; i++) {
          const Vector factor = broadcast(factors[i * between]);
          sums[i][0] += factor * near;
          sums[i][1] += factor * far;
        }
      }
      for (int i = 0; i < ROWS; i++)
        for (int v = 0; v < 2; v++) put(sums[i][v], first + i, panel * kPanel + v * kWidth);
    });
}

/** Takes a product: to = sums. */
inline auto into(const Padded& to) {
  return [data = to[0], stride = to.stride](Vector sums, int row, int column) { store(data + row * stride + column, sums); };
}

/** Takes a product: to += sums. */
inline auto addTo(const Padded& to) {
  return [data = to[0], stride = to.stride](Vector sums, int row, int column) {
    float* const at = data + row * stride + column;
    store(at, load(at) + sums);
  };
}

/** One head of one sample in an array [batch, window, parts * heads * depth]: step i is at [i], `depth` numbers. */
template <class Float>
struct Head {
  Head(const AttentionSizes& sizes, std::int64_t task, Float* array, int part = 0, int parts = 1)
      : stride(static_cast<std::int64_t>(parts) * sizes.heads * sizes.depth) {
    const std::int64_t sample = task / sizes.heads, head = task % sizes.heads;
    data = array + sample * sizes.window * stride + (static_cast<std::int64_t>(part) * sizes.heads + head) * sizes.depth;
  }
  Float* operator[](int i) const { return data + i * stride; }
  operator Rows() const { return {data, stride}; }
  Float* data;
  std::int64_t stride;
};

/** Query, key and value of a head, or their gradients. */
template <class Float>
struct Parts {
  Parts(const AttentionSizes& sizes, std::int64_t task, Float* array)
      : query(sizes, task, array, 0, 3), key(sizes, task, array, 1, 3), value(sizes, task, array, 2, 3) {}
  Head<Float> query, key, value;
};

/** Lays out rows, or with `transposed` columns, in all panels. */
inline void layOutAll(const Rows& from, bool transposed, int columns, const Panels& to) {
  for (int panel = 0; panel < to.count; panel++)
    transposed ? layOutTransposed(from, columns, panel, to) : layOutPanel(from, columns, panel, to);
}

/** Copies rows times a factor. The padding becomes 0. */
inline void copyRows(const Head<const float>& from, int rows, int columns, float factor, const Padded& to) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < to.stride; j += kWidth)
      store(to[i] + j, j < columns ? load(from[i] + j, columns - j) * factor : Vector{});
}

/** Copies rows without their padding. */
inline void copyRows(const Padded& from, int rows, int columns, const Head<float>& to) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j += kWidth) store(to[i] + j, load(from[i] + j), columns - j);
}

/**
 * Calls `work(task, scratch)` for every head of every sample. The tasks are divided into a few shares. Each has its scratch
 * memory, which is allocated before any thread starts.
 *
 * @param products  How many products with a map a task computes.
 */
template <class Scratch, class Work>
inline void forHeads(const Workers& workers, const AttentionSizes& sizes, int products, const Work& work) {
  const std::int64_t tasks = static_cast<std::int64_t>(sizes.batch) * sizes.heads;
  const std::int64_t shares = std::max<std::int64_t>(1, std::min<std::int64_t>(tasks, 2 * workers.threads()));
  const std::int64_t operations = 2LL * sizes.window * sizes.window * (products * sizes.depth + 30);
  std::vector<Scratch> scratch;
  scratch.reserve(static_cast<std::size_t>(shares));
  for (std::int64_t i = 0; i < shares; i++) scratch.emplace_back(sizes);
  workers.run(shares, tasks / shares * operations, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t share = first; share < end; share++)
      for (std::int64_t task = tasks * share / shares; task < tasks * (share + 1) / shares; task++)
        work(task, scratch[static_cast<std::size_t>(share)]);
  });
}

/** Memory for one head: K^T, V and Q / sqrt(depth), and the maps' rows. */
struct ForwardScratch {
  explicit ForwardScratch(const AttentionSizes& sizes)
      : keys(sizes.depth, sizes.window),
        values(sizes.window, sizes.depth),
        query(sizes.window, sizes.depth),
        series(kMapRows, sizes.window),
        prior(kMapRows, sizes.window) {}
  Panels keys, values;
  Padded query, series, prior;
};

/** Memory for one head: K^T, V^T, K, Q / sqrt(depth) and the gradient of what was attended; the maps' rows; and two sums. */
struct BackScratch {
  explicit BackScratch(const AttentionSizes& sizes)
      : keys(sizes.depth, sizes.window),
        values(sizes.depth, sizes.window),
        keyRows(sizes.window, sizes.depth),
        query(sizes.window, sizes.depth),
        dAttended(sizes.window, sizes.depth),
        series(kMapRows, sizes.window),
        prior(kMapRows, sizes.window),
        gradient(kMapRows, sizes.window),
        dKey(sizes.window, sizes.depth),
        dValue(sizes.window, sizes.depth) {}
  Panels keys, values, keyRows;
  Padded query, dAttended, series, prior, gradient, dKey, dValue;
};

/** Averages [batch, heads, window] over the heads, in their order. */
inline void averageHeads(const AttentionSizes& sizes, const float* from, float* to) {
  for (int sample = 0; sample < sizes.batch; sample++, from += static_cast<std::int64_t>(sizes.heads) * sizes.window)
    for (int i = 0; i < sizes.window; i++, to++) {
      float sum = 0;
      for (int head = 0; head < sizes.heads; head++) sum += from[static_cast<std::int64_t>(head) * sizes.window + i];
      *to = sum / static_cast<float>(sizes.heads);
    }
}

}  // namespace associations

/**
 * Computes the attention of every head, and how far its two associations diverge.
 *
 * @param projected    [batch, window, 3 * modelDim]: query, key and value side by side, each with its heads side by side.
 *                     modelDim is heads * depth.
 * @param sigma        [batch, window, heads], the raw projection of the prior's widths.
 * @param attended     [batch, window, modelDim], heads side by side.
 * @param discrepancy  [batch, window], averaged over heads.
 * @param logSums      [batch, heads, window], the logarithm of the sum of e^score of each row.
 */
inline void anomalyAttention(const Workers& workers, const AttentionSizes& sizes, const float* projected, const float* sigma,
                             float* attended, float* discrepancy, float* logSums) {
  using namespace associations;
  const int window = sizes.window, heads = sizes.heads, depth = sizes.depth;
  const float scale = 1 / std::sqrt(static_cast<float>(depth));
  const Buffer buffer(static_cast<std::size_t>(sizes.batch) * heads * window);
  float* const ofHeads = buffer.data();  // [batch, heads, window], the divergences
  const auto work = [&](std::int64_t task, const ForwardScratch& scratch) {
    const Parts parts(sizes, task, projected);
    const Head to(sizes, task, attended);
    const Head sigmas({sizes.batch, window, heads, 1}, task, sigma);
    layOutAll(parts.key, true, window, scratch.keys);
    layOutAll(parts.value, false, depth, scratch.values);
    copyRows(parts.query, window, depth, scale, scratch.query);
    for (int first = 0; first < window; first += kMapRows) {
      const int count = std::min(kMapRows, window - first);
      const MapRows series = scratch.series.mapRows(first, count, window);
      RowValues inverses;
      multiplyBlock<false>(count, depth, {scratch.query, first}, scratch.keys, into(scratch.series));
      exponentials(series, inverses, logSums + task * window + first);
      const PriorRows prior(scratch.prior.mapRows(first, count, window), sigmas[first], heads);
      divergences(series, inverses, prior, ofHeads + task * window + first);
      multiplyBlock<false>(count, window, scratch.series, scratch.values, [&](Vector sums, int row, int column) {
        if (column < depth) store(to[first + row] + column, sums * inverses[row], depth - column);
      });
    }
  };
  forHeads<ForwardScratch>(workers, sizes, 2, work);
  averageHeads(sizes, ofHeads, discrepancy);
}

/**
 * Computes the gradients of `projected` and `sigma`, and writes them whole. The gradient of `attended` reaches S and V as it
 * is. That of the discrepancy reaches S times `seriesScale` and sigma times `priorScale`: an objective may stop one side with
 * 0, or reverse it with -1.
 */
inline void anomalyAttentionBack(const Workers& workers, const AttentionSizes& sizes, const float* projected,
                                 const float* sigma, const float* logSums, const float* dAttended, const float* dDiscrepancy,
                                 float seriesScale, float priorScale, float* dProjected, float* dSigma) {
  using namespace associations;
  const int window = sizes.window, heads = sizes.heads, depth = sizes.depth;
  const float scale = 1 / std::sqrt(static_cast<float>(depth)), share = 1 / static_cast<float>(heads);
  const auto work = [&](std::int64_t task, const BackScratch& scratch) {
    const Parts parts(sizes, task, projected);
    const Parts to(sizes, task, dProjected);
    const AttentionSizes numbers{sizes.batch, window, heads, 1};
    const Head sigmas(numbers, task, sigma);
    const Head dSigmas(numbers, task, dSigma);
    layOutAll(parts.key, true, window, scratch.keys);
    layOutAll(parts.value, true, window, scratch.values);
    layOutAll(parts.key, false, depth, scratch.keyRows);
    copyRows(parts.query, window, depth, scale, scratch.query);
    copyRows(Head(sizes, task, dAttended), window, depth, 1, scratch.dAttended);
    for (const Padded* sums : {&scratch.dKey, &scratch.dValue})
      std::fill_n((*sums)[0], static_cast<std::int64_t>(window) * sums->stride, 0.f);
    for (int first = 0; first < window; first += kMapRows) {
      const int count = std::min(kMapRows, window - first);
      multiplyBlock<false>(count, depth, {scratch.query, first}, scratch.keys, into(scratch.series));
      multiplyBlock<false>(count, depth, {scratch.dAttended, first}, scratch.values, into(scratch.gradient));
      const PriorRows prior(scratch.prior.mapRows(first, count, window), sigmas[first], heads);
      const float* const ofRows = dDiscrepancy + task / heads * window + first;
      associationGradients(scratch.series.mapRows(first, count, window), scratch.gradient.mapRows(first, count, window),
                           logSums + task * window + first, prior, {ofRows, seriesScale * share, priorScale * share},
                           dSigmas[first], heads);
      multiplyBlock<false>(count, window, scratch.gradient, scratch.keyRows, [&](Vector sums, int row, int column) {
        if (column < depth) store(to.query[first + row] + column, sums * scale, depth - column);
      });
      multiplyBlock<true>(window, count, scratch.gradient, {scratch.query, first}, addTo(scratch.dKey));
      multiplyBlock<true>(window, count, scratch.series, {scratch.dAttended, first}, addTo(scratch.dValue));
    }
    copyRows(scratch.dKey, window, depth, to.key);
    copyRows(scratch.dValue, window, depth, to.value);
  };
  forHeads<BackScratch>(workers, sizes, 5, work);
}

}  // namespace telltale
