// TelltaleMeanSquaredError and its gradient.
#pragma once
#include "../mean_squared_error.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleMeanSquaredError")
    .Input("prediction: float")
    .Input("target: float")
    .Output("loss: float")
    .SetShapeFn(unknownShapes)
    .Doc("The mean of (prediction - target)^2 over all values.");

REGISTER_OP("TelltaleMeanSquaredErrorGrad")
    .Input("prediction: float")
    .Input("target: float")
    .Input("d_loss: float")
    .Output("d_prediction: float")
    .SetShapeFn(unknownShapes)
    .Doc("The gradient of the prediction.");

class MeanSquaredErrorOperation : public Operation {
 public:
  using Operation::Operation;

 protected:
  absl::Status requireEqualShapes(const Tensor& prediction, const Tensor& target) const {
    if (target.shape() == prediction.shape() && target.NumElements() > 0) return absl::OkStatus();
    return fault("prediction and target of one shape that is not empty",
                 prediction.shape().DebugString() + " and " + target.shape().DebugString());
  }

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) override {
    const Tensor &prediction = context->input(0), &target = context->input(1);
    TF_RETURN_IF_ERROR(requireEqualShapes(prediction, target));
    float* loss;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{}, &loss));
    *loss = meanSquaredError(workers, target.NumElements(), values(prediction), values(target));
    return absl::OkStatus();
  }
};

class MeanSquaredErrorGradOperation : public MeanSquaredErrorOperation {
 public:
  using MeanSquaredErrorOperation::MeanSquaredErrorOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor &prediction = context->input(0), &target = context->input(1), &dLoss = context->input(2);
    TF_RETURN_IF_ERROR(requireEqualShapes(prediction, target));
    TF_RETURN_IF_ERROR(requireShape("d_loss", dLoss, {}));
    float* to;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, target.shape(), &to));
    meanSquaredErrorBack(workers, target.NumElements(), values(prediction), values(target), *values(dLoss), to);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleMeanSquaredError").Device(tensorflow::DEVICE_CPU), MeanSquaredErrorOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleMeanSquaredErrorGrad").Device(tensorflow::DEVICE_CPU), MeanSquaredErrorGradOperation);

}  // namespace telltale
