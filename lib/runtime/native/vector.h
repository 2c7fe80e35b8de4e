// Vectors of floats in the width of the machine, in GCC's and Clang's vector extensions: one source for AVX-512, AVX2,
// SSE and NEON. Every operation on a lane is the same in each place of a vector, so that a number does not depend on
// where it stands.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace telltale {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
constexpr const char* kInstructions = "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
constexpr int kVectorBytes = 32;
constexpr const char* kInstructions = "AVX2";
#elif defined(__ARM_NEON)
constexpr int kVectorBytes = 16;
constexpr const char* kInstructions = "NEON";
#else
constexpr int kVectorBytes = 16;
constexpr const char* kInstructions = "vectors of 128 bits, without AVX2";
#endif

/** Floats in a vector. */
constexpr int kWidth = kVectorBytes / 4;

typedef float Vector __attribute__((vector_size(kVectorBytes)));
typedef std::int32_t Integers __attribute__((vector_size(kVectorBytes)));

/** How many vectors hold `size` floats; the last may be part full. */
constexpr int vectorsOf(int size) { return (size + kWidth - 1) / kWidth; }

inline Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, kVectorBytes);
  return v;
}

inline void store(float* to, Vector v) { std::memcpy(to, &v, kVectorBytes); }

/** Loads the first `count` floats, at most kWidth; the others are zero. */
inline Vector load(const float* from, int count) {
  if (count >= kWidth) return load(from);
  Vector v = {};
  std::memcpy(&v, from, sizeof(float) * static_cast<std::size_t>(count));
  return v;
}

/** Stores the first `count` floats, at most kWidth. */
inline void store(float* to, Vector v, int count) {
  if (count >= kWidth) return store(to, v);
  std::memcpy(to, &v, sizeof(float) * static_cast<std::size_t>(count));
}

inline Vector broadcast(float value) { return value - Vector{}; }

inline Vector absolute(Vector x) { return x < 0 ? -x : x; }

/** Adds the lanes, from the first to the last. */
inline float sumOf(Vector v) {
  float sum = 0;
  for (int i = 0; i < kWidth; i++) sum += v[i];
  return sum;
}

inline float maximumOf(Vector v) {
  float most = v[0];
  for (int i = 1; i < kWidth; i++) most = v[i] > most ? v[i] : most;
  return most;
}

/** Keeps the first `count` lanes; the others become `otherwise`. */
inline Vector firstLanes(Vector v, int count, float otherwise = 0) {
  for (int i = count; i < kWidth; i++) v[i] = otherwise;
  return v;
}

template <std::size_t... I>
inline void interleave(Vector a, Vector b, Vector& low, Vector& high, std::index_sequence<I...>) {
#if defined(__clang__) || __GNUC__ >= 12
  low = __builtin_shufflevector(a, b, (I % 2 * kWidth + I / 2)...);
  high = __builtin_shufflevector(a, b, (I % 2 * kWidth + kWidth / 2 + I / 2)...);
#else
  low = __builtin_shuffle(a, b, Integers{static_cast<std::int32_t>(I % 2 * kWidth + I / 2)...});
  high = __builtin_shuffle(a, b, Integers{static_cast<std::int32_t>(I % 2 * kWidth + kWidth / 2 + I / 2)...});
#endif
}

/** Transposes a square of floats: a perfect shuffle of its vectors for each factor of two in their width. */
inline void transpose(Vector (&square)[kWidth]) {
  for (int done = 1; done < kWidth; done *= 2) {
    Vector next[kWidth];
    for (int i = 0; i < kWidth / 2; i++)
      interleave(square[i], square[i + kWidth / 2], next[2 * i], next[2 * i + 1], std::make_index_sequence<kWidth>());
    for (int i = 0; i < kWidth; i++) square[i] = next[i];
  }
}

/** Memory for floats, aligned to a vector; its values are undefined. Throws std::bad_alloc where there is none. */
class Buffer {
 public:
  explicit Buffer(std::size_t size) : data_(static_cast<float*>(::operator new[](sizeof(float) * (size + kWidth), kAlign))) {}
  float* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlign{64};
  struct Free {
    void operator()(float* data) const { ::operator delete[](data, kAlign); }
  };
  std::unique_ptr<float[], Free> data_;
};

}  // namespace telltale
