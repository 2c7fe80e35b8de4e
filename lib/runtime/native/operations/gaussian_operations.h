// TelltaleReparameterize and TelltaleMeanKl with their gradients.
#pragma once
#include "../gaussian.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleReparameterize")
    .Input("mu: float")
    .Input("log_var: float")
    .Input("epsilon: float")
    .Output("z: float")
    .SetShapeFn(unknownShapes)
    .Doc("mu + exp(log_var / 2) epsilon.");

REGISTER_OP("TelltaleReparameterizeGrad")
    .Input("log_var: float")
    .Input("epsilon: float")
    .Input("dz: float")
    .Output("d_log_var: float")
    .SetShapeFn(unknownShapes)
    .Doc("The gradient of log_var; that of mu is dz.");

REGISTER_OP("TelltaleMeanKl")
    .Input("mu: float")
    .Input("log_var: float")
    .Output("kl: float")
    .SetShapeFn(unknownShapes)
    .Doc("KL divergence of N(mu, exp(log_var)) from N(0, I), summed over the latent axis, averaged over the batch.");

REGISTER_OP("TelltaleMeanKlGrad")
    .Input("mu: float")
    .Input("log_var: float")
    .Input("d_kl: float")
    .Output("d_mu: float")
    .Output("d_log_var: float")
    .SetShapeFn(unknownShapes)
    .Doc("The gradients of TelltaleMeanKl.");

class GaussianOperation : public Operation {
 public:
  using Operation::Operation;

 protected:
  /** Requires [batch, latent] of all the first `count` inputs. */
  absl::Status requireEqualShapes(OpKernelContext* context, int count) const {
    TF_RETURN_IF_ERROR(requireRank("input 0", context->input(0), {2}));
    const TensorShape& shape = context->input(0).shape();
    for (int i = 1; i < count; i++)
      if (context->input(i).shape() != shape)
        return fault("input " + std::to_string(i) + " of shape " + shape.DebugString(), context->input(i).shape().DebugString());
    return absl::OkStatus();
  }
};

class ReparameterizeOperation : public GaussianOperation {
 public:
  using GaussianOperation::GaussianOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers&) final {
    TF_RETURN_IF_ERROR(requireEqualShapes(context, 3));
    const Tensor &mu = context->input(0), &logVar = context->input(1), &epsilon = context->input(2);
    float* z;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, mu.shape(), &z));
    reparameterize(mu.NumElements(), values(mu), values(logVar), values(epsilon), z);
    return absl::OkStatus();
  }
};

class ReparameterizeGradOperation : public GaussianOperation {
 public:
  using GaussianOperation::GaussianOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers&) final {
    TF_RETURN_IF_ERROR(requireEqualShapes(context, 3));
    const Tensor &logVar = context->input(0), &epsilon = context->input(1), &dz = context->input(2);
    float* dLogVar;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, logVar.shape(), &dLogVar));
    reparameterizeBack(dz.NumElements(), values(logVar), values(epsilon), values(dz), dLogVar);
    return absl::OkStatus();
  }
};

class MeanKlOperation : public GaussianOperation {
 public:
  using GaussianOperation::GaussianOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers&) final {
    TF_RETURN_IF_ERROR(requireEqualShapes(context, 2));
    const Tensor &mu = context->input(0), &logVar = context->input(1);
    float* kl;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{}, &kl));
    *kl = meanKl(mu.NumElements(), mu.dim_size(0), values(mu), values(logVar));
    return absl::OkStatus();
  }
};

class MeanKlGradOperation : public GaussianOperation {
 public:
  using GaussianOperation::GaussianOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers&) final {
    TF_RETURN_IF_ERROR(requireEqualShapes(context, 2));
    const Tensor &mu = context->input(0), &logVar = context->input(1), &dKl = context->input(2);
    TF_RETURN_IF_ERROR(requireShape("d_kl", dKl, {}));
    float *dMu, *dLogVar;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, mu.shape(), &dMu));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, mu.shape(), &dLogVar));
    meanKlBack(mu.NumElements(), mu.dim_size(0), values(mu), values(logVar), *values(dKl), dMu, dLogVar);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleReparameterize").Device(tensorflow::DEVICE_CPU), ReparameterizeOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleReparameterizeGrad").Device(tensorflow::DEVICE_CPU), ReparameterizeGradOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleMeanKl").Device(tensorflow::DEVICE_CPU), MeanKlOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleMeanKlGrad").Device(tensorflow::DEVICE_CPU), MeanKlGradOperation);

}  // namespace telltale
