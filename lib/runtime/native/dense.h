// A dense layer, y = activation(x kernel + bias), forwards and backwards.
#pragma once
#include "elementwise.h"
#include "product.h"

namespace telltale {

enum class Activation { linear, relu };

struct DenseSizes {
  int rows, inputs, outputs;
};

/** @param x  [rows, inputs]   @param kernel  [inputs, outputs]   @param y  [rows, outputs] */
inline void dense(const Workers& workers, const DenseSizes& sizes, Activation activation, const float* x,
                  const float* kernel, const float* bias, float* y) {
  const auto& [rows, inputs, outputs] = sizes;
  Panels right(inputs, outputs);
  layOut(workers, {kernel, outputs}, false, outputs, right);
  const Product product{rows, outputs, {x, inputs}, false, y, outputs};
  const int columns = outputs;
  const auto affine = [&](Vector sums, int, int column) { return sums + load(bias + column, columns - column); };
  if (activation == Activation::linear) return multiply(workers, product, right, affine);
  // NaN stays: it is not below zero.
  multiply(workers, product, right, [&](Vector sums, int row, int column) {
    const Vector p = affine(sums, row, column);
    return p < 0 ? Vector{} : p;
  });
}

/** Takes the gradient back through the rectifier: it passes where y is above 0. */
inline void reluBack(const Workers& workers, std::int64_t size, const float* y, const float* dy, float* dp) {
  overVectors(workers, size, [=](std::int64_t i, int count) {
    store(dp + i, load(y + i, count) > 0 ? load(dy + i, count) : Vector{}, count);
  });
}

/** Computes the kernel's gradient from that of p = x kernel + bias: x^T dp. */
inline void denseKernel(const Workers& workers, const DenseSizes& sizes, const float* x, const float* dp, float* dKernel) {
  const auto& [rows, inputs, outputs] = sizes;
  Panels right(rows, outputs);
  layOut(workers, {dp, outputs}, false, outputs, right);
  multiply(workers, {inputs, outputs, {x, inputs}, true, dKernel, outputs}, right);
}

/** Computes the input's gradient, dp kernel^T. */
inline void denseInput(const Workers& workers, const DenseSizes& sizes, const float* dp, const float* kernel, float* dx) {
  const auto& [rows, inputs, outputs] = sizes;
  Panels right(outputs, inputs);
  layOut(workers, {kernel, outputs}, true, inputs, right);
  multiply(workers, {rows, inputs, {dp, outputs}, false, dx, inputs}, right);
}

}  // namespace telltale
