// An LSTM that attends to a sequence of states before each step, with additive attention, forwards and backwards:
//
//   a_t = softmax_s(scorer . tanh(key_s + h_{t-1} queryKernel))     p_t = sum_s a_ts value_s + h_{t-1} recurrentKernel
//   c_t = f c_{t-1} + i g                                           h_t = o tanh(c_t)
//
// The gates i, f and o are sigmoids of their parts of p_t; g is a hyperbolic tangent. A task takes a tile of samples
// through all steps, so that a product with the weights serves the whole tile. The rest is computed sample by sample.
#pragma once
#include "attention_decoder_rows.h"

namespace telltale {
namespace decoder {

/** What both passes share. Buffers have a part for each sample, unless a comment gives another shape. */
struct Pass : Layout {
  Pass(const DecoderSizes& sizes, const DecoderInputs& inputs) : Layout(sizes), inputs(inputs) {
    pad(inputs.scorer, 1, units, scorer.data(), key);
    for (Index k = 0; k < hidden; k++) {
      const float* const row = inputs.recurrent + k * (units + 4 * hidden);
      pad(row, 1, units, recurrent.data() + k * columns, query);
      pad(row + units, 4, hidden, recurrent.data() + k * columns + query, gate);
    }
  }
  const DecoderInputs inputs;
  const std::size_t samples = static_cast<std::size_t>(batch), seen = samples * positions;
  const Buffer scorer{static_cast<std::size_t>(key)};                  // [key]
  const Buffer recurrent{static_cast<std::size_t>(hidden) * columns};  // [hidden, columns]
  const Buffer padded{hidden == gate ? 0 : seen * 4 * gate};
  const float* const values = hidden == gate ? inputs.values : padded.data();  // [batch, positions, 4, gate]
  const Buffer rows{samples * columns};                            // projected rows, or their gradients
  const Buffer keyPowers{seen * key}, queryPowers{samples * key};  // e^2key and e^2query
  const Buffer small{samples};                                     // 1 if all keys of the sample are small, else 0

  /** Calls `body(first, count)` for each tile of samples. */
  template <class Body>
  void forSamples(const Workers& workers, const Body& body) const {
    const std::int64_t tiles = (batch + kTileRows - 1) / kTileRows;
    const std::int64_t step = 2LL * hidden * columns + positions * (20LL * units + 8LL * hidden);
    workers.run(tiles, kTileRows * steps * step, [&](std::int64_t tile, std::int64_t end) {
      for (; tile < end; tile++) {
        const Index first = tile * batch / tiles;
        body(first, static_cast<int>((tile + 1) * batch / tiles - first));
      }
    });
  }

  void prepare(Index sample) const {
    bool all = true;
    for (Index s = sample * positions; s < (sample + 1) * positions; s++) {
      all &= powers(inputs.keys + s * units, units, keyPowers.data() + s * key);
      if (hidden != gate) pad(inputs.values + s * 4 * hidden, 4, hidden, padded.data() + s * 4 * gate, gate);
    }
    small.data()[sample] = all;
  }

  /** Calls `body(compare)`; compare(s, u) is tanh(key_s + query), as 1 - 2 / (1 + e^2key e^2query) if possible. */
  template <class Body>
  void comparing(Index sample, const float* query, const Body& body) const {
    const float* const keys = inputs.keys + sample * positions * units;
    const float* const left = keyPowers.data() + sample * positions * key;
    float* const right = queryPowers.data() + sample * key;
    const Index row = key, ownRow = units;
    if (powers(query, key, right) && small.data()[sample] != 0) {
      body([=](int s, int u) { return 1.f - 2.f / (1.f + load(left + s * row + u) * load(right + u)); });
    } else {
      body([=](int s, int u) { return hyperbolicTangent(load(keys + s * ownRow + u, ownRow - u) + load(query + u)); });
    }
  }
};

/** A forward pass. Without a trace, the record of a step replaces that of the step before. */
struct Forward : Pass {
  Forward(const DecoderSizes& sizes, const DecoderInputs& inputs, float* states, float* attention, float* trace)
      : Pass(sizes, inputs), states(states), attention(attention), trace(trace) {}
  float *const states, *const attention, *const trace;
  const Panels weights{hidden, columns};
  const Buffer last{trace ? 0 : samples * record};

  /** Takes a tile of samples through all steps. */
  void run(Index first, int count) const {
    const float* h[kTileRows];  // h_{t-1}
    float* const row = rows.data() + first * columns;
    const int queries = query / kPanel;
    for (int i = 0; i < count; i++) prepare(first + i);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < count; i++) {
        h[i] = t > 0 ? states + ((first + i) * steps + t - 1) * hidden : inputs.initial + (first + i) * hidden;
        std::fill_n(row + i * columns, query, 0.f);
      }
      project(h, count, weights, {0, queries}, row, columns);
      for (int i = 0; i < count; i++) look(first + i, t);
      project(h, count, weights, {queries, weights.count - queries}, row, columns);
      for (int i = 0; i < count; i++) advance(first + i, t);
    }
  }

  float* recordOf(Index sample, int t) const {
    return trace ? trace + (sample * steps + t) * record : last.data() + sample * record;
  }

  /** Computes a and its part of p from the query. */
  void look(Index sample, int t) const {
    float *const row = rows.data() + sample * columns, *const a = recordOf(sample, t) + 6 * gate;
    std::copy_n(row, key, a + looks);
    comparing(sample, row, [&](auto compare) { attend(*this, scorer.data(), compare, a); });
    mix(*this, values + sample * positions * 4 * gate, a, row + query);
    std::copy_n(a, positions, attention + (sample * steps + t) * positions);
  }

  /** Computes h from p. */
  void advance(Index sample, int t) const {
    const float* const p = rows.data() + sample * columns + query;
    float* const h = states + (sample * steps + t) * hidden;
    cellStep(*this, p, t > 0 ? recordOf(sample, t - 1) : nullptr, recordOf(sample, t), h);
  }
};

/** A backward pass: each sample's own gradients tile by tile, then those of the weights. */
struct Backward : Pass {
  Backward(const DecoderSizes& sizes, const DecoderInputs& inputs, const float* states, const float* trace,
           const float* dStates, const DecoderGradients& gradients)
      : Pass(sizes, inputs), states(states), trace(trace), dStates(dStates), gradients(gradients) {}
  const float *const states, *const trace, *const dStates;
  const DecoderGradients gradients;
  const int state = (hidden + kPanel - 1) / kPanel * kPanel;  // a state in whole panels
  const Panels weights{columns, hidden};                      // transposed
  const Panels dProjected{batch * steps, columns};            // gradients of all projected rows
  const Buffer previous{samples * steps * hidden};            // h_{t-1}, [batch, steps, hidden]
  const Buffer attention{seen * steps};                       // a, [batch, positions, steps]
  const Buffer dh{samples * state}, dc{samples * gate}, dScores{samples * looks};
  const Buffer dKeys{seen * key}, dScorers{samples * key};

  /** Takes a tile of samples back through all steps. */
  void run(Index first, int count) const {
    const float* row[kTileRows];
    for (int i = 0; i < count; i++) {
      start(first + i);
      row[i] = rows.data() + (first + i) * columns;
    }
    for (int t = steps - 1; t >= 0; t--) {
      for (int i = 0; i < count; i++) step(first + i, t);
      project(row, count, weights, {0, weights.count}, dh.data() + first * state, state);
    }
    for (int i = 0; i < count; i++) finish(first + i);
  }

  void start(Index sample) const {
    prepare(sample);
    float* const before = previous.data() + sample * steps * hidden;
    std::copy_n(inputs.initial + sample * hidden, hidden, before);
    std::copy_n(states + sample * steps * hidden, Index{steps - 1} * hidden, before + hidden);
    std::fill_n(rows.data() + sample * columns, columns, 0.f);
    pad(dStates + ((sample + 1) * steps - 1) * hidden, 1, hidden, dh.data() + sample * state, state);
    std::fill_n(dc.data() + sample * gate, gate, 0.f);
    std::fill_n(dKeys.data() + sample * positions * key, Index{positions} * key, 0.f);
    std::fill_n(dScorers.data() + sample * key, key, 0.f);
  }

  /** Computes the gradient of the projected row; `dh` then starts with the part that comes from the output before. */
  void step(Index sample, int t) const {
    const Index at = sample * steps + t;
    const float *const kept = trace + at * record, *const a = kept + 6 * gate;
    float *const row = rows.data() + sample * columns, *const dH = dh.data() + sample * state;
    float *const dScore = dScores.data() + sample * looks, *const dKey = dKeys.data() + sample * positions * key;
    cellStepBack(*this, kept, t > 0 ? kept - record : nullptr, dH, dc.data() + sample * gate, row + query);
    mixBack(*this, values + sample * positions * 4 * gate, a, row + query, dScore);
    comparing(sample, a + looks, [&](auto compare) {
      attendBack(*this, scorer.data(), compare, dScore, row, dKey, dScorers.data() + sample * key);
    });
    for (int panel = 0; panel < dProjected.count; panel++)
      for (int v = 0; v < kPanel; v += kWidth)
        store(dProjected.at(panel, static_cast<int>(at)) + v, load(row + panel * kPanel + v));
    for (int s = 0; s < positions; s++) attention.data()[(sample * positions + s) * steps + t] = a[s];
    if (t > 0) {
      pad(dStates + (at - 1) * hidden, 1, hidden, dH, state);
    } else {
      std::fill_n(dH, state, 0.f);
    }
  }

  /** Writes the gradients of a sample's own inputs, with dvalue_s = sum_t a_ts dp_t. */
  void finish(Index sample) const {
    std::copy_n(dh.data() + sample * state, hidden, gradients.initial + sample * hidden);
    for (Index s = sample * positions; s < (sample + 1) * positions; s++)
      for (int u = 0; u < units; u += kWidth)
        store(gradients.keys + s * units + u, load(dKeys.data() + s * key + u) * load(scorer.data() + u), units - u);
    for (int column = 0; column < 4 * gate; column += kPanel)
      forTiles(positions, [&](auto constant, int first) {
        constexpr int ROWS = decltype(constant)::value;
        const float* factors[ROWS];
        for (int i = 0; i < ROWS; i++) factors[i] = attention.data() + (sample * positions + first + i) * steps;
        Tile<ROWS> sums = {};
        const float* const dp = dProjected.at((query + column) / kPanel, static_cast<int>(sample) * steps);
        accumulate<ROWS>(sums, factors, dp, steps);
        for (int v = 0; v < 2; v++) {
          const int n = (column + v * kWidth) / gate, j = column + v * kWidth - n * gate;
          float* to = gradients.values + ((sample * positions + first) * 4 + n) * hidden + j;
          for (int i = 0; i < ROWS; i++, to += 4 * hidden) store(to, sums[i][v], hidden - j);
        }
      });
  }

  /** Computes the gradients of the weights, which are sums over all samples. */
  void weightGradients(const Workers& workers) const {
    const Buffer sums(static_cast<std::size_t>(hidden) * columns);
    multiply(workers, {hidden, columns, {previous.data(), hidden}, true, sums.data(), columns}, dProjected);
    for (Index k = 0; k < hidden; k++) {
      float* const to = gradients.recurrent + k * (units + 4 * hidden);
      std::copy_n(sums.data() + k * columns, units, to);
      for (int n = 0; n < 4; n++)
        std::copy_n(sums.data() + k * columns + query + n * gate, hidden, to + units + n * hidden);
    }
    for (int u = 0; u < units; u += kWidth) {
      Vector sum = {};
      for (Index sample = 0; sample < batch; sample++) sum += load(dScorers.data() + sample * key + u);
      store(gradients.scorer + u, sum, units - u);
    }
  }
};

}  // namespace decoder

/** Returns how many floats the backward pass needs from the forward pass. */
inline std::size_t decoderTraceSize(const DecoderSizes& sizes) {
  return static_cast<std::size_t>(sizes.batch) * sizes.steps * decoder::Layout(sizes).record;
}

/**
 * Runs the decoder.
 *
 * @param states     Receives h of every step, [batch, steps, hidden].
 * @param attention  Receives a of every step, [batch, steps, positions].
 * @param trace      Receives what the backward pass needs; null if none follows.
 */
inline void attentionDecoder(const Workers& workers, const DecoderSizes& sizes, const DecoderInputs& inputs,
                             float* states, float* attention, float* trace) {
  const decoder::Forward pass(sizes, inputs, states, attention, trace);
  layOut(workers, {pass.recurrent.data(), pass.columns}, false, pass.columns, pass.weights);
  pass.forSamples(workers, [&](auto first, int count) { pass.run(first, count); });
}

/** Computes the gradients of the inputs from `dStates`, the gradient of the states. */
inline void attentionDecoderBack(const Workers& workers, const DecoderSizes& sizes, const DecoderInputs& inputs,
                                 const float* states, const float* trace, const float* dStates,
                                 const DecoderGradients& gradients) {
  const decoder::Backward pass(sizes, inputs, states, trace, dStates, gradients);
  layOut(workers, {pass.recurrent.data(), pass.columns}, true, pass.hidden, pass.weights);
  pass.forSamples(workers, [&](auto first, int count) { pass.run(first, count); });
  pass.weightGradients(workers);
}

}  // namespace telltale
