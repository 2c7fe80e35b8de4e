// One sample's part of a step of the attention decoder (attention_decoder.h): what follows the products with the weights,
// forwards and backwards.
#pragma once
#include <limits>
#include "functions.h"
#include "product.h"

namespace telltale {

struct DecoderSizes {
  int batch, positions, units, hidden, steps;
};

struct DecoderInputs {
  const float* keys;       // [batch, positions, units]
  const float* values;     // [batch, positions, 4 hidden], gates in the order i, f, g, o
  const float* initial;    // h before the first step, [batch, hidden]; c starts at zero
  const float* scorer;     // [units]
  const float* recurrent;  // query kernel and recurrent kernel side by side, [hidden, units + 4 hidden]
};

/** Gradients in the shapes of the inputs. */
struct DecoderGradients {
  float *keys, *values, *initial, *scorer, *recurrent;
};

namespace decoder {

using Index = std::ptrdiff_t;

/** The sizes of private arrays, whose rows are whole vectors with zeros after the last number. */
struct Layout : DecoderSizes {
  explicit Layout(const DecoderSizes& sizes) : DecoderSizes(sizes) {}
  const int key = vectorsOf(units) * kWidth, gate = vectorsOf(hidden) * kWidth;
  const int looks = vectorsOf(positions) * kWidth;           // the attention of a step
  const int query = (units + kPanel - 1) / kPanel * kPanel;  // a query in whole panels
  const int columns = query + 4 * gate;                      // a projected row: the query and four gates
  const int record = 6 * gate + looks + key;                 // a step of a sample: i, f, g, o, c, tanh c; a; query
};

/** Copies rows of `size` numbers to rows of `padded` numbers, with zeros after them. */
inline void pad(const float* from, Index rows, int size, float* to, int padded) {
  for (; rows > 0; rows--, from += size, to += padded) {
    std::copy_n(from, size, to);
    std::fill(to + size, to + padded, 0.f);
  }
}

/**
 * Adds the product of rows with panels of the weights to `to`, whose rows are `stride` apart. Not inlined: in a larger
 * function, GCC keeps some of the sums in memory.
 */
template <int ROWS>
[[gnu::noinline]] inline void projectTile(const float* const* rows, const Panels& weights, Range panels, float* to,
                                          Index stride) {
  const float* factors[ROWS];
  std::copy_n(rows, ROWS, factors);
  for (int panel = panels.first; panel < panels.first + panels.count; panel++) {
    float* const at = to + panel * kPanel;
    Tile<ROWS> sums;
    for (int i = 0; i < ROWS; i++)
      for (int v = 0; v < 2; v++) sums[i][v] = load(at + i * stride + v * kWidth);
    accumulate<ROWS>(sums, factors, weights.at(panel), weights.depth);
    for (int i = 0; i < ROWS; i++)
      for (int v = 0; v < 2; v++) store(at + i * stride + v * kWidth, sums[i][v]);
  }
}

inline void project(const float* const* rows, int count, const Panels& weights, Range panels, float* to, Index stride) {
  withRows(count, [&](auto constant) { projectTile<decltype(constant)::value>(rows, weights, panels, to, stride); });
}

/** Computes e^x_s / sum_s e^x_s in place. */
inline void softmax(float* x, int count) {
  const int end = vectorsOf(count) * kWidth;
  std::fill(x + count, x + end, -std::numeric_limits<float>::infinity());
  Vector most = load(x);
  for (int s = kWidth; s < end; s += kWidth) most = load(x + s) > most ? load(x + s) : most;
  const float largest = maximumOf(most);
  Vector sum = {};
  for (int s = 0; s < end; s += kWidth) {
    const Vector e = exponential(load(x + s) - largest);
    store(x + s, e);
    sum += e;
  }
  const float scale = 1.f / sumOf(sum);
  for (int s = 0; s < end; s += kWidth) store(x + s, load(x + s) * scale);
}

/** Computes e^2x. Returns whether each x is small enough for tanh(x + y) to be computed from e^2x e^2y. */
inline bool powers(const float* x, int count, float* to) {
  Vector largest = {};
  for (int u = 0; u < count; u += kWidth) {
    const Vector value = load(x + u, count - u), size = absolute(value);
    largest = size > largest ? size : largest;
    store(to + u, exponential(2.f * value));
  }
  return maximumOf(largest) <= 40;  // e^80 and e^-80 are floats; for a product that is 0 or infinite, tanh is -1 or 1
}

/** Computes a_s = softmax_s(scorer . compared_s); compare(s, u) is a vector of compared_s = tanh(key_s + query). */
template <class Compare>
inline void attend(const Layout& layout, const float* scorer, Compare compare, float* a) {
  const int positions = layout.positions, key = layout.key;
  for (int s = 0; s < positions; s++) {
    Vector score = {};
    for (int u = 0; u < key; u += kWidth) score += compare(s, u) * load(scorer + u);
    a[s] = sumOf(score);
  }
  softmax(a, positions);
}

/**
 * Computes the query's gradient, sum_s dscore_s scorer (1 - compared_s^2). Adds to the gradient of the scorer and to
 * those of the keys, which still lack the factor `scorer`.
 */
template <class Compare>
inline void attendBack(const Layout& layout, const float* scorer, Compare compare, const float* dScores,
                       float* dQuery, float* dKeys, float* dScorer) {
  const int positions = layout.positions, key = layout.key;
  for (int u = 0; u < key; u += kWidth) {
    Vector sum = {}, own = load(dScorer + u);
    float* dKey = dKeys + u;
    for (int s = 0; s < positions; s++, dKey += key) {
      const Vector compared = compare(s, u), slope = dScores[s] * (1.f - compared * compared);
      sum += slope;
      own += dScores[s] * compared;
      store(dKey, load(dKey) + slope);
    }
    store(dQuery + u, sum * load(scorer + u));
    store(dScorer + u, own);
  }
}

/** Computes p = sum_s a_s value_s. */
inline void mix(const Layout& layout, const float* values, const float* a, float* p) {
  for (int j = 0; j < 4 * layout.gate; j += 4 * kWidth) {
    const float* value = values + j;
    Vector sums[4] = {};
    for (int s = 0; s < layout.positions; s++, value += 4 * layout.gate)
      for (int k = 0; k < 4; k++) sums[k] += a[s] * load(value + k * kWidth);
    for (int k = 0; k < 4; k++) store(p + j + k * kWidth, sums[k]);
  }
}

/** Computes the gradients of the scores: da_s = dp . value_s and dscore_s = a_s (da_s - sum_s a_s da_s). */
inline void mixBack(const Layout& layout, const float* values, const float* a, const float* dp, float* dScores) {
  for (int s = 0; s < layout.positions; s++, values += 4 * layout.gate) {
    Vector sums[4] = {};
    for (int j = 0; j < 4 * layout.gate; j += 4 * kWidth)
      for (int k = 0; k < 4; k++) sums[k] += load(dp + j + k * kWidth) * load(values + j + k * kWidth);
    dScores[s] = sumOf((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  std::fill(dScores + layout.positions, dScores + layout.looks, 0.f);
  Vector shares = {};
  for (int s = 0; s < layout.looks; s += kWidth) shares += load(a + s) * load(dScores + s);
  const float share = sumOf(shares);
  for (int s = 0; s < layout.looks; s += kWidth) store(dScores + s, load(a + s) * (load(dScores + s) - share));
}

/** Computes h from p and the record of the step before (null at the first) and writes the cell's part of the record. */
inline void cellStep(const Layout& layout, const float* p, const float* earlier, float* record, float* h) {
  const int gate = layout.gate;
  for (int j = 0; j < gate; j += kWidth) {
    const Vector i = sigmoid(load(p + j)), f = sigmoid(load(p + gate + j));
    const Vector g = hyperbolicTangent(load(p + 2 * gate + j)), o = sigmoid(load(p + 3 * gate + j));
    const Vector c = f * (earlier ? load(earlier + 4 * gate + j) : Vector{}) + i * g;
    const Vector cell[] = {i, f, g, o, c, hyperbolicTangent(c)};
    for (int k = 0; k < 6; k++) store(record + k * gate + j, cell[k]);
    store(h + j, o * cell[5], layout.hidden - j);
  }
}

/**
 * Computes the gradient of p from dh. `dc` holds the gradient dc_{t+1} f_{t+1} of c; it becomes that of c_{t-1}, dc f:
 *
 *   dc = dh o (1 - tanh(c)^2) + dc_{t+1} f_{t+1}
 *   dp_i = dc g i (1 - i)     dp_f = dc c_{t-1} f (1 - f)     dp_g = dc i (1 - g^2)     dp_o = dh tanh(c) o (1 - o)
 */
inline void cellStepBack(const Layout& layout, const float* record, const float* earlier, const float* dh, float* dc,
                         float* dp) {
  const int gate = layout.gate;
  for (int j = 0; j < gate; j += kWidth) {
    const Vector i = load(record + j), f = load(record + gate + j), g = load(record + 2 * gate + j);
    const Vector o = load(record + 3 * gate + j), tanhC = load(record + 5 * gate + j);
    const Vector before = earlier ? load(earlier + 4 * gate + j) : Vector{};
    const Vector dH = load(dh + j), dC = dH * o * (1.f - tanhC * tanhC) + load(dc + j);
    store(dp + j, dC * g * i * (1.f - i));
    store(dp + gate + j, dC * before * f * (1.f - f));
    store(dp + 2 * gate + j, dC * i * (1.f - g * g));
    store(dp + 3 * gate + j, dH * tanhC * o * (1.f - o));
    store(dc + j, dC * f);
  }
}

}  // namespace decoder
}  // namespace telltale
