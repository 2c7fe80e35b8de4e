// TelltaleDense and its gradients.
#pragma once
#include "../dense.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleDense")
    .Input("x: float")
    .Input("kernel: float")
    .Input("bias: float")
    .Output("y: float")
    .Attr("activation: {'linear', 'relu'}")
    .SetShapeFn(unknownShapes)
    .Doc("y = activation(x kernel + bias) for x [rows, inputs].");

REGISTER_OP("TelltaleDenseInputGrad")
    .Input("dp: float")
    .Input("kernel: float")
    .Output("dx: float")
    .SetShapeFn(unknownShapes)
    .Doc("dp kernel^T, from the gradient of p = x kernel + bias.");

REGISTER_OP("TelltaleDenseKernelGrad")
    .Input("x: float")
    .Input("dp: float")
    .Output("d_kernel: float")
    .SetShapeFn(unknownShapes)
    .Doc("x^T dp.");

REGISTER_OP("TelltaleDenseBiasGrad")
    .Input("dp: float")
    .Output("d_bias: float")
    .SetShapeFn(unknownShapes)
    .Doc("The sum of the rows of dp.");

REGISTER_OP("TelltaleReluGrad")
    .Input("dy: float")
    .Input("y: float")
    .Output("dp: float")
    .SetShapeFn(unknownShapes)
    .Doc("dy where y is above 0, and 0 elsewhere.");

class DenseOperation : public Operation {
 public:
  explicit DenseOperation(OpKernelConstruction* construction) : Operation(construction) {
    std::string name;
    OP_REQUIRES_OK(construction, construction->GetAttr("activation", &name));
    activation_ = name == "relu" ? Activation::relu : Activation::linear;
  }

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &x = context->input(0), &kernel = context->input(1), &bias = context->input(2);
    TF_RETURN_IF_ERROR(requireRank("x", x, {2}));
    TF_RETURN_IF_ERROR(requireRank("kernel", kernel, {2}));
    const DenseSizes sizes{size(x, 0), size(x, 1), size(kernel, 1)};
    TF_RETURN_IF_ERROR(requireShape("kernel", kernel, {sizes.inputs, sizes.outputs}));
    TF_RETURN_IF_ERROR(requireShape("bias", bias, {sizes.outputs}));
    float* y;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.rows, sizes.outputs}, &y));
    dense(workers, sizes, activation_, values(x), values(kernel), values(bias), y);
    return absl::OkStatus();
  }

  Activation activation_;
};

class DenseInputGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &dp = context->input(0), &kernel = context->input(1);
    TF_RETURN_IF_ERROR(requireRank("dp", dp, {2}));
    TF_RETURN_IF_ERROR(requireRank("kernel", kernel, {2}));
    const DenseSizes sizes{size(dp, 0), size(kernel, 0), size(kernel, 1)};
    TF_RETURN_IF_ERROR(requireShape("dp", dp, {sizes.rows, sizes.outputs}));
    float* dx;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.rows, sizes.inputs}, &dx));
    denseInput(workers, sizes, values(dp), values(kernel), dx);
    return absl::OkStatus();
  }
};

class DenseKernelGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &x = context->input(0), &dp = context->input(1);
    TF_RETURN_IF_ERROR(requireRank("x", x, {2}));
    TF_RETURN_IF_ERROR(requireRank("dp", dp, {2}));
    const DenseSizes sizes{size(x, 0), size(x, 1), size(dp, 1)};
    TF_RETURN_IF_ERROR(requireShape("dp", dp, {sizes.rows, sizes.outputs}));
    float* dKernel;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.inputs, sizes.outputs}, &dKernel));
    denseKernel(workers, sizes, values(x), values(dp), dKernel);
    return absl::OkStatus();
  }
};

class DenseBiasGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor& dp = context->input(0);
    TF_RETURN_IF_ERROR(requireRank("dp", dp, {2}));
    float* dBias;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{dp.dim_size(1)}, &dBias));
    sumRows(workers, values(dp), dp.dim_size(0), size(dp, 1), dBias);
    return absl::OkStatus();
  }
};

class ReluGradOperation : public Operation {
 public:
  using Operation::Operation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &dy = context->input(0), &y = context->input(1);
    if (y.shape() != dy.shape()) return fault("y of shape " + dy.shape().DebugString(), y.shape().DebugString());
    float* dp;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, dy.shape(), &dp));
    reluBack(workers, dy.NumElements(), values(y), values(dy), dp);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleReluGrad").Device(tensorflow::DEVICE_CPU), ReluGradOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleDense").Device(tensorflow::DEVICE_CPU), DenseOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleDenseInputGrad").Device(tensorflow::DEVICE_CPU), DenseInputGradOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleDenseKernelGrad").Device(tensorflow::DEVICE_CPU), DenseKernelGradOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleDenseBiasGrad").Device(tensorflow::DEVICE_CPU), DenseBiasGradOperation);

}  // namespace telltale
