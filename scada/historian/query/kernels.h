#pragma once
// Loops over columns of Good numbers: no branch a sample, four sums at a time, so that the processor does several at
// once. Everything that has to do with quality is elsewhere.

#include <array>
#include <cstddef>
#include <cstdint>

namespace millwright::scada::historian::kernels {

template <class T>
[[nodiscard]] double sum(const T* values, std::size_t size) {
  std::array<double, 4> lanes{};
  std::size_t i = 0;
  for (; i + 4 <= size; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] += static_cast<double>(values[i + lane]);
  for (; i < size; ++i) lanes[0] += static_cast<double>(values[i]);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// The sum of the squares of what differs from `mean`.
template <class T>
[[nodiscard]] double squares(const T* values, std::size_t size, double mean) {
  std::array<double, 4> lanes{};
  std::size_t i = 0;
  for (; i + 4 <= size; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const double off = static_cast<double>(values[i + lane]) - mean;
      lanes[lane] += off * off;
    }
  for (; i < size; ++i) {
    const double off = static_cast<double>(values[i]) - mean;
    lanes[0] += off * off;
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

template <class T>
struct MinMax {
  T min, max;
};

/// Of at least one value. NaN is passed over unless it comes first.
template <class T>
[[nodiscard]] MinMax<T> min_max(const T* values, std::size_t size) {
  std::array<T, 4> least{values[0], values[0], values[0], values[0]};
  std::array<T, 4> most = least;
  std::size_t i = 0;
  const auto take = [&](std::size_t lane, T value) {
    least[lane] = value < least[lane] ? value : least[lane];
    most[lane] = value > most[lane] ? value : most[lane];
  };
  for (; i + 4 <= size; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) take(lane, values[i + lane]);
  for (; i < size; ++i) take(0, values[i]);
  const auto lesser = [](T a, T b) { return b < a ? b : a; };
  const auto greater = [](T a, T b) { return b > a ? b : a; };
  return {lesser(lesser(least[0], least[1]), lesser(least[2], least[3])),
          greater(greater(most[0], most[1]), greater(most[2], most[3]))};
}

/// Where `wanted` stands first; `size` where it does not.
template <class T>
[[nodiscard]] std::size_t first_of(const T* values, std::size_t size, T wanted) {
  for (std::size_t i = 0; i < size; ++i)
    if (values[i] == wanted) return i;
  return size;
}

/// Whether `wanted` stands there too after `first`.
template <class T>
[[nodiscard]] bool again_after(const T* values, std::size_t size, std::size_t first, T wanted) {
  for (std::size_t i = first + 1; i < size; ++i)
    if (values[i] == wanted) return true;
  return false;
}

/// The area under the line through the samples, in value times ns.
template <class T>
[[nodiscard]] double sloped_area(const std::int64_t* times, const T* values, std::size_t size) {
  std::array<double, 2> lanes{};
  std::size_t i = 1;
  const auto piece = [&](std::size_t at) {
    return (static_cast<double>(values[at - 1]) + static_cast<double>(values[at])) *
           static_cast<double>(times[at] - times[at - 1]);
  };
  for (; i + 2 <= size; i += 2) {
    lanes[0] += piece(i);
    lanes[1] += piece(i + 1);
  }
  if (i < size) lanes[0] += piece(i);
  return (lanes[0] + lanes[1]) / 2;
}

/// The area under the steps, in value times ns.
template <class T>
[[nodiscard]] double stepped_area(const std::int64_t* times, const T* values, std::size_t size) {
  std::array<double, 2> lanes{};
  std::size_t i = 1;
  const auto piece = [&](std::size_t at) {
    return static_cast<double>(values[at - 1]) * static_cast<double>(times[at] - times[at - 1]);
  };
  for (; i + 2 <= size; i += 2) {
    lanes[0] += piece(i);
    lanes[1] += piece(i + 1);
  }
  if (i < size) lanes[0] += piece(i);
  return lanes[0] + lanes[1];
}

/// For how long the value was zero, from the first sample to the last, ns.
template <class T>
[[nodiscard]] std::int64_t zero_time(const std::int64_t* times, const T* values, std::size_t size) {
  std::int64_t out = 0;
  for (std::size_t i = 1; i < size; ++i) out += values[i - 1] == T{} ? times[i] - times[i - 1] : 0;
  return out;
}

/// How often a value differs from the one before it.
template <class T>
[[nodiscard]] std::int64_t changes(const T* values, std::size_t size) {
  std::int64_t out = 0;
  for (std::size_t i = 1; i < size; ++i) out += values[i] != values[i - 1] ? 1 : 0;
  return out;
}

}  // namespace millwright::scada::historian::kernels
