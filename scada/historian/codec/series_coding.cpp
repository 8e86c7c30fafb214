// Series of whole numbers: what a number tells of the next one is not written again.

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "scada/historian/codec/integers.h"

namespace millwright::scada::historian {
namespace {

enum class Form : std::uint8_t { plain = 0, differences = 1, bends = 2, pulled = 3, runs = 4 };

using Numbers = std::vector<std::int64_t>;

/// a - b and a + b that wrap around: any two numbers have a difference.
std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

void differences_of(std::span<const std::int64_t> series, Numbers& out) {
  out.resize(series.size());
  out[0] = series[0];
  for (std::size_t i = 1; i < series.size(); ++i) out[i] = minus(series[i], series[i - 1]);
}

/// A series that is pulled back to its mean: next = mean + weight/32 × (this - mean), and something new.
struct Pull {
  std::int64_t mean = 0;
  std::int64_t weight = 0;  // 1 to 31
  [[nodiscard]] std::int64_t next(std::int64_t now) const { return mean + (((now - mean) * weight) >> 5); }
};

constexpr std::int64_t kPullMax = std::int64_t{1} << 40;  // numbers beyond are not predicted so: nothing overflows

std::optional<Pull> pull_of(std::span<const std::int64_t> series) {
  const auto [least, most] = std::ranges::minmax(series);
  if (series.size() < 64 || least < -kPullMax || most > kPullMax) return std::nullopt;
  double sum = 0;
  for (const auto n : series) sum += static_cast<double>(n);
  const double mean = sum / static_cast<double>(series.size());
  double same = 0;
  double next = 0;
  for (std::size_t i = 1; i < series.size(); ++i) {
    const double before = static_cast<double>(series[i - 1]) - mean;
    same += before * before;
    next += before * (static_cast<double>(series[i]) - mean);
  }
  if (same <= 0) return std::nullopt;
  const auto weight = std::llround(32 * next / same);
  if (weight < 1 || weight > 31) return std::nullopt;
  return Pull{std::llround(mean), weight};
}

void surprises_of(std::span<const std::int64_t> series, const Pull& pull, Numbers& out) {
  out.resize(series.size());
  out[0] = series[0] - pull.mean;
  for (std::size_t i = 1; i < series.size(); ++i) out[i] = series[i] - pull.next(series[i - 1]);
}

std::size_t runs_in(std::span<const std::int64_t> series) {
  std::size_t runs = 1;
  for (std::size_t i = 1; i < series.size(); ++i) runs += series[i] != series[i - 1] ? 1 : 0;
  return runs;
}

void pack_runs(std::span<const std::int64_t> series, std::size_t runs, ByteWriter& out) {
  Numbers values;
  Numbers lengths;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (i == 0 || series[i] != series[i - 1]) {
      values.push_back(series[i]);
      lengths.push_back(-1);
    }
    ++lengths.back();
  }
  out.varint(runs);
  Numbers steps;
  differences_of(values, steps);
  // The first value would widen what the steps need.
  out.signed_varint(steps[0]);
  if (runs == 1) return;
  pack_integers(std::span(steps).subspan(1), out);
  pack_integers(std::span(lengths).first(runs - 1), out);  // the last one ends where the series does
}

bool unpack_runs(ByteReader& in, std::span<std::int64_t> series) {
  const auto runs = in.varint();
  if (!in.ok() || runs == 0 || runs > series.size()) return false;
  Numbers values(runs);
  Numbers lengths(runs);
  values[0] = in.signed_varint();
  if (runs > 1 &&
      (!unpack_integers(in, std::span(values).subspan(1)) || !unpack_integers(in, std::span(lengths).first(runs - 1))))
    return false;
  std::size_t at = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    if (run > 0) values[run] = plus(values[run], values[run - 1]);
    const auto left = series.size() - at;
    const auto length = run + 1 == runs ? left : static_cast<std::uint64_t>(lengths[run]) + 1;
    if (length == 0 || length > left || (run + 1 < runs && length == left)) return false;
    std::ranges::fill(series.subspan(at, length), values[run]);
    at += length;
  }
  return in.ok();
}

/// The form of the least estimated size, with what is left to write in it.
struct Choice {
  Form form = Form::plain;
  Numbers numbers;
  Pull pull;
};

Choice choose(std::span<const std::int64_t> series) {
  Choice best{Form::plain, Numbers(series.begin(), series.end()), {}};
  double size = packed_size_of(series);
  static thread_local Numbers first, second, pulled;
  differences_of(series, first);
  const auto consider = [&](Form form, const Numbers& numbers, std::size_t heads, const Pull& pull = {}) {
    const auto rest = std::span(numbers).subspan(std::min(heads, numbers.size()));
    const double candidate = (rest.empty() ? 0 : packed_size_of(rest)) + 5.0 * static_cast<double>(heads);
    if (candidate >= size) return;
    size = candidate;
    best = {form, numbers, pull};
  };
  consider(Form::differences, first, 1);
  if (series.size() > 2) {
    differences_of(std::span(first).subspan(1), second);
    second.insert(second.begin(), first[0]);
    consider(Form::bends, second, 2);
  }
  if (const auto pull = pull_of(series)) {
    surprises_of(series, *pull, pulled);
    consider(Form::pulled, pulled, 1, *pull);
  }
  return best;
}

/// Series that begin with `heads` numbers of another size than the rest.
void pack_with_heads(const Numbers& numbers, std::size_t heads, ByteWriter& out) {
  for (std::size_t i = 0; i < std::min(heads, numbers.size()); ++i) out.signed_varint(numbers[i]);
  if (numbers.size() > heads) pack_integers(std::span(numbers).subspan(heads), out);
}

bool unpack_with_heads(ByteReader& in, std::size_t heads, std::span<std::int64_t> numbers) {
  for (std::size_t i = 0; i < std::min(heads, numbers.size()); ++i) numbers[i] = in.signed_varint();
  return in.ok() && (numbers.size() <= heads || unpack_integers(in, numbers.subspan(heads)));
}

void sum_up(std::span<std::int64_t> numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) numbers[i] = plus(numbers[i], numbers[i - 1]);
}

bool unpack_pulled(ByteReader& in, std::span<std::int64_t> series) {
  const Pull pull{in.signed_varint(), in.byte()};
  if (!unpack_with_heads(in, 1, series) || pull.weight < 1 || pull.weight > 31) return false;
  // Bytes of our own making stay inside; others must not overflow.
  if (pull.mean < -kPullMax || pull.mean > kPullMax) return false;
  series[0] = plus(series[0], pull.mean);
  for (std::size_t i = 1; i < series.size(); ++i) {
    if (series[i - 1] < -kPullMax || series[i - 1] > kPullMax) return false;
    series[i] = plus(series[i], pull.next(series[i - 1]));
  }
  return true;
}

}  // namespace

void pack_series(std::span<const std::int64_t> series, ByteWriter& out) {
  const auto runs = runs_in(series);
  if (runs * 4 <= series.size()) {
    std::string packed;
    ByteWriter writer(packed);
    pack_runs(series, runs, writer);
    Numbers first;
    differences_of(series, first);
    if (static_cast<double>(packed.size()) <= packed_size_of(first)) {
      out.byte(static_cast<std::uint8_t>(Form::runs));
      out.raw(packed);
      return;
    }
  }
  const auto choice = choose(series);
  out.byte(static_cast<std::uint8_t>(choice.form));
  switch (choice.form) {
    case Form::differences:
      return pack_with_heads(choice.numbers, 1, out);
    case Form::bends:
      return pack_with_heads(choice.numbers, 2, out);
    case Form::pulled:
      out.signed_varint(choice.pull.mean);
      out.byte(static_cast<std::uint8_t>(choice.pull.weight));
      return pack_with_heads(choice.numbers, 1, out);
    default:
      return pack_integers(choice.numbers, out);
  }
}

bool unpack_series(ByteReader& in, std::span<std::int64_t> series) {
  switch (static_cast<Form>(in.byte())) {
    case Form::plain:
      return unpack_integers(in, series);
    case Form::differences:
      if (!unpack_with_heads(in, 1, series)) return false;
      sum_up(series);
      return true;
    case Form::bends:
      if (!unpack_with_heads(in, 2, series)) return false;
      sum_up(series.subspan(1));
      sum_up(series);
      return true;
    case Form::pulled:
      return unpack_pulled(in, series);
    case Form::runs:
      return unpack_runs(in, series);
  }
  return false;
}

}  // namespace millwright::scada::historian
