// Who does the work. A kernel divides it into tasks that write different numbers, and each number is summed by one task
// in one order: so the result has the same bits for any number of threads.
#pragma once
#include <cstdint>
#include <functional>

namespace telltale {

class Workers {
 public:
  virtual ~Workers() = default;
  /** How many threads there are. */
  virtual int threads() const = 0;
  /**
   * Calls `work(first, end)` for ranges that cover the tasks 0 to count - 1, each once, and waits for all of them.
   *
   * @param operations  About how many operations a task takes: small work stays on this thread.
   */
  virtual void run(std::int64_t count, std::int64_t operations,
                   const std::function<void(std::int64_t, std::int64_t)>& work) const = 0;
};

/** Does all work on the calling thread. */
class OneWorker : public Workers {
 public:
  int threads() const override { return 1; }
  void run(std::int64_t count, std::int64_t, const std::function<void(std::int64_t, std::int64_t)>& work) const override {
    if (count > 0) work(0, count);
  }
};

}  // namespace telltale
