// TelltaleAdam: one step of all variables.
#pragma once
#include "../adam.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleAdam")
    .Input("variables: n * float")
    .Input("gradients: n * float")
    .Input("m: float")
    .Input("v: float")
    .Input("step: float")
    .Input("rate: float")
    .Output("updated: n * float")
    .Output("new_m: float")
    .Output("new_v: float")
    .Attr("n: int >= 1")
    .Attr("decay1: float")
    .Attr("decay2: float")
    .Attr("epsilon: float")
    .SetShapeFn(unknownShapes)
    .Doc("One step of Adam. m and v hold the moments of all variables, end to end; step counts from 1; a decay is 1 - beta.");

class AdamOperation : public Operation {
 public:
  explicit AdamOperation(OpKernelConstruction* construction) : Operation(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("n", &n_));
    OP_REQUIRES_OK(construction, construction->GetAttr("decay1", &settings_.decay1));
    OP_REQUIRES_OK(construction, construction->GetAttr("decay2", &settings_.decay2));
    OP_REQUIRES_OK(construction, construction->GetAttr("epsilon", &settings_.epsilon));
  }

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const int n = static_cast<int>(n_), m = 2 * n, v = m + 1;
    const Tensor &step = context->input(v + 1), &rate = context->input(v + 2);
    TF_RETURN_IF_ERROR(requireShape("step", step, {}));
    TF_RETURN_IF_ERROR(requireShape("rate", rate, {}));
    std::vector<AdamVariable> variables;
    std::int64_t total = 0;
    for (int i = 0; i < n; i++) {
      const Tensor &variable = context->input(i), &gradient = context->input(n + i);
      if (gradient.shape() != variable.shape())
        return fault("gradient " + std::to_string(i) + " of shape " + variable.shape().DebugString(), gradient.shape().DebugString());
      total += variable.NumElements();
    }
    TF_RETURN_IF_ERROR(requireShape("m", context->input(m), {total}));
    TF_RETURN_IF_ERROR(requireShape("v", context->input(v), {total}));
    for (int i = 0; i < n; i++) {
      const float* before = values(context->input(i));
      const std::int64_t size = context->input(i).NumElements();
      float* after;
      TF_RETURN_IF_ERROR(update(context, i, i, &after));
      variables.push_back({before, values(context->input(n + i)), after, size});
    }
    AdamMoments moments{values(context->input(m)), values(context->input(v)), nullptr, nullptr};
    TF_RETURN_IF_ERROR(update(context, m, n, &moments.newM));
    TF_RETURN_IF_ERROR(update(context, v, n + 1, &moments.newV));
    adam(workers, variables, moments, *values(step), *values(rate), settings_);
    return absl::OkStatus();
  }

  /** Makes an output in the memory of an input that nobody else uses any more, or else in new memory. */
  static absl::Status update(OpKernelContext* context, int input, int output, float** values) {
    Tensor* tensor = nullptr;
    TF_RETURN_IF_ERROR(context->forward_input_or_allocate_output({input}, output, context->input(input).shape(), &tensor));
    *values = tensor->flat<float>().data();
    return absl::OkStatus();
  }

  std::int64_t n_;
  AdamSettings settings_;
};

REGISTER_KERNEL_BUILDER(Name("TelltaleAdam").Device(tensorflow::DEVICE_CPU), AdamOperation);

}  // namespace telltale
