// The backward pass of long short-term memory, with dh and dc the gradients of h_t and c_t:
//
//   dc = dh o (1 - tanh(c)^2) + dc_{t+1} f_{t+1}
//   dp_i = dc g i (1 - i)     dp_f = dc c_{t-1} f (1 - f)     dp_g = dc i (1 - g^2)     dp_o = dh tanh(c) o (1 - o)
//
// dh is the output's gradient plus dp_{t+1} recurrent^T. Each weight's gradient is one product over all steps.
#pragma once
#include "lstm.h"

namespace telltale {

struct LstmGradients {
  float* projection;  // of x kernel: [batch, steps, 4 hidden] or, repeated, summed over the steps, [batch, 4 hidden]
  float* kernel;
  float* recurrent;
  float* bias;
  float* h0;  // of the state before the first step, or null; like c0
  float* c0;
};

class LstmBackward {
 public:
  LstmBackward(const Workers& workers, const LstmSizes& sizes, const LstmInputs& inputs, const float* states,
               const float* trace, const float* dStates, const LstmGradients& to)
      : workers_(workers),
        sizes_(sizes),
        inputs_(inputs),
        states_(states),
        trace_(trace),
        dStates_(dStates),
        to_(to),
        turned_(4 * sizes.hidden, sizes.hidden),
        last_(static_cast<std::size_t>(2) * sizes.batch * 4 * sizes.hidden),
        dc_(static_cast<std::size_t>(sizes.batch) * sizes.padded()),
        all_(sizes.repeated ? sizes.rows() * 4 * sizes.hidden : 0),
        dGates_(sizes.repeated ? all_.data() : to.projection) {}

  void run() {
    layOut(workers_, {inputs_.recurrent, 4 * sizes_.hidden}, true, sizes_.hidden, turned_);
    forSamples(workers_, sizes_, [&](int tile, int end) {
      const int batch = sizes_.batch;
      for (int t = sizes_.steps - 1; t >= (to_.h0 ? -1 : 0); t--)
        for (int panel = 0; panel < turned_.count; panel++)
          forTiles(batch, tile, end, [&](auto rows, int sample) { step<decltype(rows)::value>(t, sample, panel); });
      if (sizes_.repeated)
        forTiles(batch, tile, end, [&](auto rows, int sample) { sumOverSteps(sample, decltype(rows)::value); });
    });
    weights();
  }

 private:
  /** The gradients of the gates of step t, [4 hidden]. */
  float* last(int t, int sample) {
    return last_.data() + (static_cast<std::size_t>(t & 1) * sizes_.batch + sample) * 4 * sizes_.hidden;
  }

  /** Goes back through step t of ROWS samples, for the units of one panel; step -1 is the state before the first. */
  template <int ROWS>
  void step(int t, int sample, int panel) {
    Tile<ROWS> dh = {};
    const float* later[ROWS];
    for (int i = 0; i < ROWS; i++) later[i] = last(t + 1, sample + i);
    if (t + 1 < sizes_.steps) accumulate<ROWS>(dh, later, turned_.at(panel), turned_.depth);
    for (int v = 0; v < 2; v++) {
      const int unit = panel * kPanel + v * kWidth;
      if (unit >= sizes_.hidden) break;
      for (int i = 0; i < ROWS; i++) t < 0 ? initial(sample + i, unit, dh[i][v]) : gates(t, sample + i, unit, dh[i][v]);
    }
  }

  void initial(int sample, int unit, Vector dh) {
    const int hidden = sizes_.hidden, count = hidden - unit;
    const std::size_t at = static_cast<std::size_t>(sample) * hidden + unit;
    store(to_.h0 + at, dh, count);
    store(to_.c0 + at, load(dc_.data() + static_cast<std::size_t>(sample) * sizes_.padded() + unit), count);
  }

  void gates(int t, int sample, int unit, Vector dhLater) {
    const int hidden = sizes_.hidden, count = hidden - unit, width = sizes_.padded();
    const std::size_t row = static_cast<std::size_t>(sample) * sizes_.steps + t;
    const float* kept = trace_ + (static_cast<std::size_t>(t) * sizes_.batch + sample) * 6 * width + unit;
    const Vector i = load(kept), f = load(kept + width), g = load(kept + 2 * width), o = load(kept + 3 * width);
    const Vector tanhC = load(kept + 5 * width);
    Vector previous = {};
    if (t > 0) previous = load(kept - static_cast<std::size_t>(sizes_.batch) * 6 * width + 4 * width);
    else if (inputs_.c0) previous = load(inputs_.c0 + static_cast<std::size_t>(sample) * hidden + unit, count);

    float* carried = dc_.data() + static_cast<std::size_t>(sample) * width + unit;
    const Vector dcLater = t + 1 < sizes_.steps ? load(carried) : Vector{};
    const Vector dh = dhLater + load(dStates_ + row * hidden + unit, count);
    const Vector dc = dh * o * (1.f - tanhC * tanhC) + dcLater;
    store(carried, dc * f);
    const Vector dp[] = {dc * g * i * (1.f - i), dc * previous * f * (1.f - f), dc * i * (1.f - g * g),
                         dh * tanhC * o * (1.f - o)};
    float *whole = dGates_ + row * 4 * hidden + unit, *next = last(t, sample) + unit;
    for (int gate = 0; gate < 4; gate++) {
      store(whole + gate * hidden, dp[gate], count);
      store(next + gate * hidden, dp[gate], count);
    }
  }

  /** A repeated vector has the same kernel at every step: its gradient is that of the sum over steps. */
  void sumOverSteps(int first, int samples) {
    const int columns = 4 * sizes_.hidden;
    for (int sample = first; sample < first + samples; sample++)
      for (int column = 0; column < columns; column += kWidth) {
        const float* at = dGates_ + static_cast<std::size_t>(sample) * sizes_.steps * columns + column;
        Vector sum = {};
        for (int t = 0; t < sizes_.steps; t++) sum += load(at + static_cast<std::size_t>(t) * columns, columns - column);
        store(to_.projection + static_cast<std::size_t>(sample) * columns + column, sum, columns - column);
      }
  }

  void weights() {
    const int hidden = sizes_.hidden, columns = 4 * hidden, rows = static_cast<int>(sizes_.rows());
    Panels right(rows, columns);
    layOut(workers_, {dGates_, columns}, false, columns, right);
    // Before the first step of each sample is its own first state, or zero.
    const std::vector<float> zero(inputs_.h0 ? 0 : hidden);
    const Rows before{states_ - hidden, hidden, sizes_.steps, inputs_.h0 ? inputs_.h0 : zero.data(), inputs_.h0 ? hidden : 0};
    multiply(workers_, {hidden, columns, before, true, to_.recurrent, columns}, right);
    if (sizes_.repeated) {
      Panels summed(sizes_.batch, columns);
      layOut(workers_, {to_.projection, columns}, false, columns, summed);
      inputWeights(sizes_.batch, summed);
    } else {
      inputWeights(rows, right);
    }
  }

  void inputWeights(int rows, const Panels& right) {
    const int columns = 4 * sizes_.hidden;
    multiply(workers_, {sizes_.features, columns, {inputs_.x, sizes_.features}, true, to_.kernel, columns}, right);
    sumRows(workers_, to_.projection, rows, columns, to_.bias);
  }

  const Workers& workers_;
  const LstmSizes sizes_;
  const LstmInputs inputs_;
  const float *states_, *trace_, *dStates_;
  const LstmGradients to_;
  Panels turned_;  // recurrent^T
  Buffer last_;    // [2, batch, 4 hidden]
  Buffer dc_;      // [batch, padded]
  Buffer all_;     // the gates' gradients of every step, where they are not a result
  float* dGates_;
};

}  // namespace telltale
