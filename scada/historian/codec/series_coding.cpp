// Series of whole numbers: what a number tells of the next one is not written again.

#include <algorithm>
#include <array>
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

/// A form and its estimated size in bytes.
struct Choice {
  Form form = Form::plain;
  double size = 0;
};

double size_with_heads(std::span<const std::int64_t> numbers, std::size_t heads) {
  const auto rest = numbers.subspan(std::min(heads, numbers.size()));
  return (rest.empty() ? 0 : packed_size_of(rest)) + 5.0 * static_cast<double>(heads);
}

/// Parts of a series by which its form is chosen; all of it where it is short.
std::array<std::span<const std::int64_t>, 2> windows_of(std::span<const std::int64_t> series) {
  constexpr std::size_t kWindow = 512;
  if (series.size() < 3 * kWindow) return {series, {}};
  return {series.subspan(series.size() / 4 - kWindow / 2, kWindow),
          series.subspan(series.size() / 4 * 3 - kWindow / 2, kWindow)};
}

/// The form of the least estimated size.
Choice choose(std::span<const std::span<const std::int64_t>> windows) {
  std::array<double, 4> sizes{};
  static thread_local Numbers first, second, pulled;
  for (const auto window : windows) {
    if (window.empty()) continue;
    const auto plain = packed_size_of(window);
    sizes[static_cast<std::size_t>(Form::plain)] += plain;
    differences_of(window, first);
    sizes[static_cast<std::size_t>(Form::differences)] += size_with_heads(first, 1);
    differences_of(std::span(first).subspan(window.size() > 1 ? 1 : 0), second);
    sizes[static_cast<std::size_t>(Form::bends)] += window.size() > 2 ? size_with_heads(second, 1) + 5 : plain + 5;
    const auto pull = pull_of(window);
    if (pull) surprises_of(window, *pull, pulled);
    sizes[static_cast<std::size_t>(Form::pulled)] += pull ? size_with_heads(pulled, 1) : plain + 5;
  }
  const auto least = std::ranges::min_element(sizes);
  return {static_cast<Form>(least - sizes.begin()), *least};
}

/// For all of the series, by its windows.
Choice choose_by_windows(std::span<const std::int64_t> series) {
  const auto windows = windows_of(series);
  auto choice = choose(windows);
  choice.size *= static_cast<double>(series.size()) / static_cast<double>(windows[0].size() + windows[1].size());
  return choice;
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

namespace {

void pack_as(Form form, std::span<const std::int64_t> series, ByteWriter& out) {
  static thread_local Numbers numbers, second;
  const auto pull = form == Form::pulled ? pull_of(series) : std::nullopt;
  if (form == Form::pulled && !pull) form = Form::differences;  // what held for a part does not for all of it
  out.byte(static_cast<std::uint8_t>(form));
  switch (form) {
    case Form::differences:
      differences_of(series, numbers);
      return pack_with_heads(numbers, 1, out);
    case Form::bends:
      differences_of(series, numbers);
      differences_of(std::span(numbers).subspan(1), second);
      second.insert(second.begin(), numbers[0]);
      return pack_with_heads(second, 2, out);
    case Form::pulled:
      surprises_of(series, *pull, numbers);
      out.signed_varint(pull->mean);
      out.byte(static_cast<std::uint8_t>(pull->weight));
      return pack_with_heads(numbers, 1, out);
    default:
      return pack_integers(series, out);
  }
}

/// True, and appended, where the series is long stretches of one value.
bool pack_if_runs(std::span<const std::int64_t> series, ByteWriter& out) {
  const auto runs = runs_in(series);
  if (runs * 4 > series.size()) return false;
  std::string packed;
  ByteWriter writer(packed);
  pack_runs(series, runs, writer);
  static thread_local Numbers first;
  differences_of(series, first);
  if (static_cast<double>(packed.size()) > packed_size_of(first)) return false;
  out.byte(static_cast<std::uint8_t>(Form::runs));
  out.raw(packed);
  return true;
}

}  // namespace

double series_size_of(std::span<const std::int64_t> series) { return choose_by_windows(series).size; }

void pack_series(std::span<const std::int64_t> series, ByteWriter& out) {
  if (pack_if_runs(series, out)) return;
  const auto choice = choose_by_windows(series);
  const auto before = out.out().size();
  pack_as(choice.form, series, out);
  // Where the rest of the series is not as its windows are, all of it is looked at.
  if (static_cast<double>(out.out().size() - before) <= 1.5 * choice.size + 64) return;
  const std::array whole{series};
  const auto better = choose(whole);
  if (better.form == choice.form) return;
  out.out().resize(before);
  pack_as(better.form, series, out);
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
