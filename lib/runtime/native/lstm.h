// Long short-term memory over a batch, forwards and backwards. The equations are those of lib/layers/lstm.ts:
//
//   i, f, o = sigmoid(p_i), sigmoid(p_f), sigmoid(p_o)     g = tanh(p_g)     p = x kernel + h_{t-1} recurrent + bias
//   c_t = f c_{t-1} + i g                                   h_t = o tanh(c_t)
//
// The weights are laid out once: each pair of panels holds the four gates of a vector of units, so that a step's gates are
// computed as its products leave the registers. Samples are independent; a task takes some of them through all steps.
#pragma once
#include <vector>
#include "functions.h"
#include "product.h"

namespace telltale {

struct LstmSizes {
  int batch, steps, features, hidden;
  /** x is one vector for all steps. */
  bool repeated;

  /** Units, filled up to whole vectors. */
  int padded() const { return vectorsOf(hidden) * kWidth; }
  std::size_t rows() const { return static_cast<std::size_t>(batch) * steps; }
  /** Floats of the trace: i, f, g, o, c and tanh c of every step and sample, [steps, batch, 6, padded]. */
  std::size_t trace() const { return rows() * 6 * padded(); }
};

struct LstmInputs {
  const float* x;          // [batch, steps, features] or, repeated, [batch, features]
  const float* kernel;     // [features, 4 hidden], gates in the order i, f, g, o
  const float* recurrent;  // [hidden, 4 hidden]
  const float* bias;       // [4 hidden]
  const float* h0;         // [batch, hidden], or null for zero; like c0
  const float* c0;
};

/** Tiles of samples that a task takes through all steps: their states stay in the cache. */
constexpr int kSampleTiles = 8;

/** Calls `body(first tile, end)` for parts of the batch, which are whole tiles whatever the number of threads. */
template <class Body>
inline void forSamples(const Workers& workers, const LstmSizes& sizes, const Body& body) {
  const int tiles = tilesOf(sizes.batch);
  const int most = std::min(kSampleTiles, (tiles + workers.threads() - 1) / workers.threads());
  const int parts = (tiles + most - 1) / most;
  const std::int64_t operations = 8LL * sizes.steps * sizes.hidden * (sizes.features + sizes.hidden) * most * kTileRows;
  workers.run(parts, operations, [&](std::int64_t part, std::int64_t end) {
    for (; part < end; part++)
      body(static_cast<int>(tiles * part / parts), static_cast<int>(tiles * (part + 1) / parts));
  });
}

/** Lays out the columns of a matrix [depth, 4 hidden] by units: panels (i, f) and (g, o) of each vector of units. */
inline void layOutGates(const Workers& workers, const float* from, int hidden, const Panels& to) {
  workers.run(to.count, 4LL * to.depth * kPanel, [&](std::int64_t first, std::int64_t end) {
    for (int panel = static_cast<int>(first); panel < end; panel++) {
      const int unit = panel / 2 * kWidth, gate = panel % 2 * 2;
      const float* row = from + gate * hidden + unit;
      float* at = to.at(panel);
      for (int k = 0; k < to.depth; k++, row += 4 * hidden, at += kPanel) {
        store(at, load(row, hidden - unit));
        store(at + kWidth, load(row + hidden, hidden - unit));
      }
    }
  });
}

/** Floats that a forward pass keeps of its samples, for one step at a time. */
struct LstmState {
  LstmState(const LstmSizes& sizes)
      : width(sizes.padded()),
        h(static_cast<std::size_t>(2) * sizes.batch * width),
        c(static_cast<std::size_t>(sizes.batch) * width),
        base(sizes.repeated ? static_cast<std::size_t>(sizes.batch) * 4 * width : 0) {}
  const int width;
  Buffer h;     // [2, batch, padded]: the last and the next
  Buffer c;     // [batch, padded]
  Buffer base;  // [batch, 4 padded]: what a repeated vector adds to the gates at every step, in the panels' order
};

class LstmForward {
 public:
  LstmForward(const Workers& workers, const LstmSizes& sizes, const LstmInputs& inputs)
      : workers_(workers),
        sizes_(sizes),
        inputs_(inputs),
        state_(sizes),
        kernel_(sizes.features, 4 * sizes.padded()),
        recurrent_(sizes.hidden, 4 * sizes.padded()),
        bias_(1, 4 * sizes.padded()) {
    layOutGates(workers, inputs.kernel, sizes.hidden, kernel_);
    layOutGates(workers, inputs.recurrent, sizes.hidden, recurrent_);
    layOutGates(workers, inputs.bias, sizes.hidden, bias_);
  }

  /** @param states  [batch, steps, hidden]   @param trace  LstmSizes::trace() floats, or null */
  void run(float* states, float* trace) {
    forSamples(workers_, sizes_, [&](int tile, int end) {
      forTiles(sizes_.batch, tile, end, [&](auto rows, int sample) { start<decltype(rows)::value>(sample); });
      for (int t = 0; t < sizes_.steps; t++)
        for (int unit = 0; unit < sizes_.hidden; unit += kWidth)
          forTiles(sizes_.batch, tile, end, [&](auto rows, int sample) {
            step<decltype(rows)::value>(t, sample, unit, states, trace);
          });
    });
  }

 private:
  /** h after step t, where -1 and 1 share a place: the state before the first step is that of step 1. */
  float* h(int t, int sample) { return state_.h.data() + (static_cast<std::size_t>(t % 2) * sizes_.batch + sample) * state_.width; }
  float* c(int sample) { return state_.c.data() + static_cast<std::size_t>(sample) * state_.width; }

  /** Brings ROWS samples to the state before the first step, and computes what a repeated vector adds to their gates. */
  template <int ROWS>
  void start(int first) {
    const int hidden = sizes_.hidden;
    for (int sample = first; sample < first + ROWS; sample++)
      for (int unit = 0; unit < hidden; unit += kWidth) {
        const std::size_t at = static_cast<std::size_t>(sample) * hidden + unit;
        store(h(1, sample) + unit, inputs_.h0 ? load(inputs_.h0 + at, hidden - unit) : Vector{});
        store(c(sample) + unit, inputs_.c0 ? load(inputs_.c0 + at, hidden - unit) : Vector{});
      }
    for (int panel = 0; sizes_.repeated && panel < kernel_.count; panel++) {
      Tile<ROWS> sums;
      const float* rows[ROWS];
      for (int i = 0; i < ROWS; i++) {
        rows[i] = inputs_.x + static_cast<std::size_t>(first + i) * sizes_.features;
        for (int v = 0; v < 2; v++) sums[i][v] = load(bias_.at(panel) + v * kWidth);
      }
      accumulate<ROWS>(sums, rows, kernel_.at(panel), sizes_.features);
      for (int i = 0; i < ROWS; i++)
        for (int v = 0; v < 2; v++) store(base(first + i, panel) + v * kWidth, sums[i][v]);
    }
  }

  float* base(int sample, int panel) {
    return state_.base.data() + (static_cast<std::size_t>(sample) * kernel_.count + panel) * kPanel;
  }

  /** Computes step t of ROWS samples for one vector of units. */
  template <int ROWS>
  void step(int t, int sample, int unit, float* states, float* trace) {
    Tile<ROWS> sums[2];  // (i, f) and (g, o)
    const float *x[ROWS], *previous[ROWS];
    for (int i = 0; i < ROWS; i++) {
      const std::size_t row = sizes_.repeated ? sample + i : static_cast<std::size_t>(sample + i) * sizes_.steps + t;
      x[i] = inputs_.x + row * sizes_.features;
      previous[i] = h(t + 1, sample + i);
    }
    for (int half = 0; half < 2; half++) {
      const int panel = unit / kWidth * 2 + half;
      for (int i = 0; i < ROWS; i++)
        for (int v = 0; v < 2; v++)
          sums[half][i][v] = load((sizes_.repeated ? base(sample + i, panel) : bias_.at(panel)) + v * kWidth);
      if (!sizes_.repeated) accumulate<ROWS>(sums[half], x, kernel_.at(panel), sizes_.features);
      if (t > 0 || inputs_.h0) accumulate<ROWS>(sums[half], previous, recurrent_.at(panel), sizes_.hidden);
    }
    const int width = state_.width, count = sizes_.hidden - unit;
    for (int s = 0; s < ROWS; s++) {
      const Vector i = sigmoid(sums[0][s][0]), f = sigmoid(sums[0][s][1]);
      const Vector g = hyperbolicTangent(sums[1][s][0]), o = sigmoid(sums[1][s][1]);
      const Vector cell = f * load(c(sample + s) + unit) + i * g, tanhC = hyperbolicTangent(cell);
      const Vector out = o * tanhC;
      store(c(sample + s) + unit, cell);
      store(h(t, sample + s) + unit, out);
      store(states + (static_cast<std::size_t>(sample + s) * sizes_.steps + t) * sizes_.hidden + unit, out, count);
      if (!trace) continue;
      float* at = trace + (static_cast<std::size_t>(t) * sizes_.batch + sample + s) * 6 * width + unit;
      const Vector kept[] = {i, f, g, o, cell, tanhC};
      for (int k = 0; k < 6; k++) store(at + k * width, kept[k]);
    }
  }

  const Workers& workers_;
  const LstmSizes sizes_;
  const LstmInputs inputs_;
  LstmState state_;
  Panels kernel_, recurrent_, bias_;
};

}  // namespace telltale
