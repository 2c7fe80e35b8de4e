// What every operation shares: TensorFlow's threads as workers, checks of shapes, and errors in place of crashes.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>
#include "../workers.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/platform/threadpool.h"

namespace telltale {

using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;

/** The threads that TensorFlow has for the inside of an operation. */
class TensorflowWorkers : public Workers {
 public:
  explicit TensorflowWorkers(OpKernelContext* context)
      : pool_(*context->device()->tensorflow_cpu_worker_threads()) {}
  int threads() const override { return pool_.num_threads; }
  void run(std::int64_t count, std::int64_t operations,
           const std::function<void(std::int64_t, std::int64_t)>& work) const override {
    constexpr std::int64_t kOperationsPerCycle = 8;
    if (count == 1 || pool_.num_threads == 1) return work(0, count);
    const auto cost = tsl::thread::ThreadPool::SchedulingParams::Adaptive(1 + operations / kOperationsPerCycle);
    pool_.workers->ParallelFor(count, cost, work);
  }

 private:
  const tensorflow::DeviceBase::CpuWorkerThreads& pool_;
};

/** An operation whose work returns an error or ends. A lack of memory is an error, too. */
class Operation : public tensorflow::OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) final {
    try {
      OP_REQUIRES_OK(context, run(context, TensorflowWorkers(context)));
    } catch (const std::bad_alloc&) {
      context->SetStatus(absl::ResourceExhaustedError(type_string() + ": there is not enough memory for its shapes"));
    }
  }

 protected:
  virtual absl::Status run(OpKernelContext* context, const Workers& workers) = 0;

  /** Reads the attribute `steps`, a count that an int holds. */
  static void readSteps(OpKernelConstruction* construction, std::int64_t& steps) {
    constexpr std::int64_t most = 1 << 24;
    OP_REQUIRES_OK(construction, construction->GetAttr("steps", &steps));
    OP_REQUIRES(construction, steps <= most,
                absl::InvalidArgumentError(construction->def().op() + ": expected at most " + std::to_string(most) +
                                           " steps, found " + std::to_string(steps)));
  }

  absl::Status fault(const std::string& expected, const std::string& found) const {
    return absl::InvalidArgumentError(type_string() + ": expected " + expected + ", found " + found);
  }

  /** Requires a number of axes, each of them at least 1 long. */
  absl::Status requireRank(const char* name, const Tensor& tensor, std::initializer_list<int> ranks) const {
    bool fits = false;
    for (int rank : ranks) fits = fits || tensor.dims() == rank;
    for (int axis = 0; axis < tensor.dims(); axis++)
      fits = fits && tensor.dim_size(axis) >= 1 && tensor.dim_size(axis) <= std::numeric_limits<int>::max() / 8;
    if (fits) return absl::OkStatus();
    std::string expected;
    for (int rank : ranks) expected += (expected.empty() ? "" : " or ") + std::to_string(rank);
    return fault(std::string(name) + " of " + expected + " axes, none of them empty", tensor.shape().DebugString());
  }

  absl::Status requireShape(const char* name, const Tensor& tensor, std::initializer_list<std::int64_t> shape) const {
    const auto sizes = tensor.shape().dim_sizes();
    if (std::equal(sizes.begin(), sizes.end(), shape.begin(), shape.end())) return absl::OkStatus();
    std::string expected;
    for (std::int64_t size : shape) expected += (expected.empty() ? "" : ",") + std::to_string(size);
    return fault(std::string(name) + " of shape [" + expected + "]", tensor.shape().DebugString());
  }
};

inline const float* values(const Tensor& tensor) { return tensor.flat<float>().data(); }

/** A shape by its sizes, which together may be too large for a tensor. */
using Sizes = std::vector<std::int64_t>;

/** Makes an output; `values` receives its memory. */
inline absl::Status makeOutput(OpKernelContext* context, int index, const Sizes& sizes, float** values) {
  *values = nullptr;
  TensorShape shape;
  TF_RETURN_IF_ERROR(TensorShape::BuildTensorShape(sizes, &shape));
  Tensor* tensor = nullptr;
  TF_RETURN_IF_ERROR(context->allocate_output(index, shape, &tensor));
  *values = tensor->flat<float>().data();
  return absl::OkStatus();
}

inline absl::Status makeOutput(OpKernelContext* context, int index, const TensorShape& shape, float** values) {
  const auto sizes = shape.dim_sizes();
  return makeOutput(context, index, Sizes(sizes.begin(), sizes.end()), values);
}

inline int size(const Tensor& tensor, int axis) { return static_cast<int>(tensor.dim_size(axis)); }

/** Gives the outputs' shapes as unknown: eager operations do not ask for them, and a session finds them as it runs. */
inline absl::Status unknownShapes(tensorflow::shape_inference::InferenceContext* context) {
  return tensorflow::shape_inference::UnknownShape(context);
}

}  // namespace telltale
