// TelltaleLayerNorm, TelltaleGelu and their gradients.
#pragma once
#include "../gelu.h"
#include "../layer_norm.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleLayerNorm")
    .Input("x: float")
    .Input("gain: float")
    .Input("bias: float")
    .Output("y: float")
    .Output("statistics: float")
    .SetShapeFn(unknownShapes)
    .Doc("Layer normalisation of the rows of x [rows, features]; statistics [rows, 2] are for the backward pass.");

REGISTER_OP("TelltaleLayerNormGrad")
    .Input("x: float")
    .Input("gain: float")
    .Input("statistics: float")
    .Input("dy: float")
    .Output("dx: float")
    .Output("d_gain: float")
    .Output("d_bias: float")
    .SetShapeFn(unknownShapes)
    .Doc("The gradients of TelltaleLayerNorm.");

REGISTER_OP("TelltaleGelu").Input("x: float").Output("y: float").SetShapeFn(unknownShapes).Doc("x P(Z <= x).");

REGISTER_OP("TelltaleGeluGrad")
    .Input("x: float")
    .Input("dy: float")
    .Output("dx: float")
    .SetShapeFn(unknownShapes)
    .Doc("dy (P(Z <= x) + x density(x)).");

class LayerNormOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &x = context->input(0), &gain = context->input(1), &bias = context->input(2);
    TF_RETURN_IF_ERROR(requireRank("x", x, {2}));
    const std::int64_t rows = x.dim_size(0), features = x.dim_size(1);
    TF_RETURN_IF_ERROR(requireShape("gain", gain, {features}));
    TF_RETURN_IF_ERROR(requireShape("bias", bias, {features}));
    float *y, *statistics;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{rows, features}, &y));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, Sizes{rows, 2}, &statistics));
    layerNorm(workers, rows, size(x, 1), values(x), values(gain), values(bias), y, statistics);
    return absl::OkStatus();
  }
};

class LayerNormGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &x = context->input(0), &gain = context->input(1), &statistics = context->input(2), &dy = context->input(3);
    TF_RETURN_IF_ERROR(requireRank("x", x, {2}));
    const std::int64_t rows = x.dim_size(0), features = x.dim_size(1);
    TF_RETURN_IF_ERROR(requireShape("gain", gain, {features}));
    TF_RETURN_IF_ERROR(requireShape("statistics", statistics, {rows, 2}));
    TF_RETURN_IF_ERROR(requireShape("dy", dy, {rows, features}));
    float *dx, *dGain, *dBias;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{rows, features}, &dx));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, Sizes{features}, &dGain));
    TF_RETURN_IF_ERROR(makeOutput(context, 2, Sizes{features}, &dBias));
    layerNormBack(workers, rows, size(x, 1), values(x), values(gain), values(statistics), values(dy), dx, dGain, dBias);
    return absl::OkStatus();
  }
};

class GeluOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor& x = context->input(0);
    float* y;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, x.shape(), &y));
    gelu(workers, x.NumElements(), values(x), y);
    return absl::OkStatus();
  }
};

class GeluGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &x = context->input(0), &dy = context->input(1);
    if (dy.shape() != x.shape()) return fault("dy of shape " + x.shape().DebugString(), dy.shape().DebugString());
    float* dx;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, x.shape(), &dx));
    geluBack(workers, x.NumElements(), values(x), values(dy), dx);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleLayerNorm").Device(tensorflow::DEVICE_CPU), LayerNormOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleLayerNormGrad").Device(tensorflow::DEVICE_CPU), LayerNormGradOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleGelu").Device(tensorflow::DEVICE_CPU), GeluOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleGeluGrad").Device(tensorflow::DEVICE_CPU), GeluGradOperation);

}  // namespace telltale
