// What every operation shares: TensorFlow's threads as workers, checks of shapes, and errors in place of crashes.
#pragma once
#include <initializer_list>
#include <limits>
#include <string>
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
    const TensorShape expected(shape);
    if (tensor.shape() == expected) return absl::OkStatus();
    return fault(std::string(name) + " of shape " + expected.DebugString(), tensor.shape().DebugString());
  }
};

inline const float* values(const Tensor& tensor) { return tensor.flat<float>().data(); }

/** Makes an output; `values` receives its memory. */
inline absl::Status makeOutput(OpKernelContext* context, int index, const TensorShape& shape, float** values) {
  Tensor* tensor = nullptr;
  TF_RETURN_IF_ERROR(context->allocate_output(index, shape, &tensor));
  *values = tensor->flat<float>().data();
  return absl::OkStatus();
}

inline int size(const Tensor& tensor, int axis) { return static_cast<int>(tensor.dim_size(axis)); }

/** Gives the outputs' shapes as unknown: eager operations do not ask for them, and a session finds them as it runs. */
inline absl::Status unknownShapes(tensorflow::shape_inference::InferenceContext* context) {
  return tensorflow::shape_inference::UnknownShape(context);
}

}  // namespace telltale
