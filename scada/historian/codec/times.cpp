#include "scada/historian/codec/times.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "scada/historian/codec/integers.h"

namespace millwright::scada::historian {
namespace {

enum class Form : std::uint8_t { even = 0, grid = 1, steps = 2 };

constexpr std::array<std::uint64_t, 10> kTens{1,       10,        100,        1'000,       10'000,
                                              100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// Calls `use` with the power of ten as a constant: dividing by one is several times quicker.
template <class Use>
auto with_tens(unsigned exponent, Use use) {
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    decltype(use.template operator()<std::uint64_t{1}>()) out {};
    (void)((exponent == k && (out = use.template operator()<kTens[k]>(), true)) || ...);
    return out;
  }(std::make_index_sequence<kTens.size()>());
}

/// The greatest power of ten, as its exponent, that divides every number.
template <class Number>
unsigned common_tens(std::span<const Number> numbers) {
  unsigned exponent = kTens.size() - 1;
  for (std::size_t done = 0; exponent > 0;) {
    // How many of the rest it divides; where one is met that it does not, a smaller power is tried from there on.
    done += with_tens(exponent, [&]<std::uint64_t tens>() {
      std::size_t i = done;
      while (i < numbers.size() && numbers[i] % static_cast<Number>(tens) == 0) ++i;
      return i - done;
    });
    if (done == numbers.size()) break;
    --exponent;
  }
  return exponent;
}

/// Times since the first, in units of a power of ten nanoseconds.
struct Offsets {
  std::int64_t first = 0;
  unsigned tens = 0;
  std::vector<std::uint64_t> since;  // since[0] is 0
};

Offsets offsets_of(std::span<const std::int64_t> times) {
  Offsets out{times[0], 0, std::vector<std::uint64_t>(times.size())};
  for (std::size_t i = 0; i < times.size(); ++i)
    out.since[i] = static_cast<std::uint64_t>(times[i]) - static_cast<std::uint64_t>(times[0]);
  out.tens = common_tens(std::span<const std::uint64_t>(out.since));
  with_tens(out.tens, [&]<std::uint64_t tens>() {
    if (tens > 1)
      for (auto& n : out.since) n /= tens;
    return 0;
  });
  return out;
}

/// The one step from each time to the next; 0 where there are several.
std::uint64_t even_step(std::span<const std::int64_t> times) {
  const auto step = static_cast<std::uint64_t>(times[1]) - static_cast<std::uint64_t>(times[0]);
  for (std::size_t i = 2; i < times.size(); ++i)
    if (static_cast<std::uint64_t>(times[i]) - static_cast<std::uint64_t>(times[i - 1]) != step) return 0;
  return step;
}

/// A place on the grid that has no sample: `missing` of them before sample `at`.
struct Skip {
  std::size_t at = 0;
  std::uint64_t missing = 0;
};

/// Evenly spaced places: place k is at k × step / 2^kFraction, sample i is near place[i].
struct Grid {
  std::uint64_t step = 0;
  std::vector<Skip> skips;
  std::vector<std::int64_t> away;  // of each sample from its place
};

constexpr unsigned kFraction = 20;
constexpr std::uint64_t kStepMax = std::uint64_t{1} << 42;
constexpr std::uint64_t kPlaceMax = std::uint64_t{1} << 40;

__extension__ using Wide = unsigned __int128;

std::uint64_t place_at(std::uint64_t k, std::uint64_t step) {
  return static_cast<std::uint64_t>((static_cast<Wide>(k) * step) >> kFraction);
}

/// Of some of the steps, all over the samples: enough to know the grid that most are near to.
std::uint64_t median_step(const std::vector<std::uint64_t>& since) {
  constexpr std::size_t kLookedAt = 255;
  const auto stride = since.size() / kLookedAt + 1;
  std::vector<std::uint64_t> steps;
  for (std::size_t i = 1; i < since.size(); i += stride) steps.push_back(since[i] - since[i - 1]);
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

/// Each sample's place; empty where the samples do not lie near a grid of this step.
std::vector<std::uint64_t> places_of(const std::vector<std::uint64_t>& since, std::uint64_t step) {
  std::vector<std::uint64_t> places(since.size());
  for (std::size_t i = 1; i < since.size(); ++i) {
    const auto apart = since[i] - since[i - 1] + step / 2;
    // Mostly the next place: no division.
    places[i] = places[i - 1] + (apart < 2 * step ? 1 : apart / step);
    if (places[i] > kPlaceMax) return {};
  }
  return places;
}

/// The step, with its fraction, of the straight line nearest to the samples: `step` and what their distances from its
/// grid drift by.
std::uint64_t fitted_step(const std::vector<std::int64_t>& away, const std::vector<std::uint64_t>& places,
                          std::uint64_t step) {
  const auto count = static_cast<double>(away.size());
  double mean_place = 0;
  double mean_away = 0;
  for (std::size_t i = 0; i < away.size(); ++i) {
    mean_place += static_cast<double>(places[i]);
    mean_away += static_cast<double>(away[i]);
  }
  mean_place /= count;
  mean_away /= count;
  double with = 0;
  double own = 0;
  for (std::size_t i = 0; i < away.size(); ++i) {
    const auto far = static_cast<double>(places[i]) - mean_place;
    with += far * (static_cast<double>(away[i]) - mean_away);
    own += far * far;
  }
  const auto drift = std::llround(with / own * (1u << kFraction));
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(step << kFraction) + drift);
}

std::int64_t spread_of(const std::vector<std::uint64_t>& since, const std::vector<std::uint64_t>& places,
                       std::uint64_t step, std::vector<std::int64_t>& away) {
  away.resize(since.size());
  for (std::size_t i = 0; i < since.size(); ++i)
    away[i] = static_cast<std::int64_t>(since[i] - place_at(places[i], step));
  const auto [least, most] = std::ranges::minmax(away);
  return most - least;
}

std::optional<Grid> grid_of(const std::vector<std::uint64_t>& since) {
  const auto median = median_step(since);
  if (median >= kStepMax || since.back() / median > kPlaceMax) return std::nullopt;
  const auto places = places_of(since, median);
  if (places.empty()) return std::nullopt;
  Grid grid{median << kFraction, {}, {}};
  for (std::size_t i = 1; i < places.size(); ++i)
    if (const auto missing = places[i] - places[i - 1] - 1; missing > 0) grid.skips.push_back({i, missing});
  if (grid.skips.size() * 8 > since.size()) return std::nullopt;
  const auto spread = spread_of(since, places, grid.step, grid.away);
  if (spread == 0) return grid;
  // A period that is no whole number of units drifts away from the median's grid.
  if (const auto fitted = fitted_step(grid.away, places, median); fitted > 0 && fitted < (kStepMax << kFraction)) {
    std::vector<std::int64_t> away;
    if (spread_of(since, places, fitted, away) < spread - spread / 8) {
      grid.step = fitted;
      grid.away = std::move(away);
    }
  }
  return grid;
}

void pack_grid(const Grid& grid, ByteWriter& out) {
  out.varint(grid.step);
  out.varint(grid.skips.size());
  std::size_t last = 0;
  for (const auto& [at, missing] : grid.skips) {
    out.varint(at - last);
    out.varint(missing);
    last = at;
  }
  pack_integers(grid.away, out);
}

bool unpack_grid(ByteReader& in, std::span<std::uint64_t> since) {
  const auto step = in.varint();
  const auto skip_count = in.varint();
  if (!in.ok() || skip_count > since.size()) return false;
  std::vector<Skip> skips(skip_count);
  for (auto& [at, missing] : skips) {
    at = in.varint();
    missing = in.varint();
  }
  static thread_local std::vector<std::int64_t> away;
  away.resize(since.size());
  if (!unpack_integers(in, away)) return false;
  std::uint64_t place = 0;
  auto skip = skips.begin();
  std::size_t since_skip = 0;
  for (std::size_t i = 0; i < since.size(); ++i, ++since_skip, ++place) {
    if (skip != skips.end() && skip->at == since_skip) {
      place += skip++->missing;
      since_skip = 0;
    }
    since[i] = place_at(place, step) + static_cast<std::uint64_t>(away[i]);
  }
  return skip == skips.end();
}

void pack_head(std::int64_t first, unsigned since_tens, ByteWriter& out) {
  const auto first_tens = common_tens(std::span<const std::int64_t>(&first, 1));
  out.byte(static_cast<std::uint8_t>(first_tens | (since_tens << 4)));
  out.signed_varint(first / static_cast<std::int64_t>(kTens[first_tens]));
}

void pack_even(std::int64_t first, std::uint64_t step, ByteWriter& out) {
  const auto tens = common_tens(std::span<const std::uint64_t>(&step, 1));
  pack_head(first, tens, out);
  out.byte(static_cast<std::uint8_t>(Form::even));
  out.varint(step / kTens[tens]);
}

bool unpack_steps(ByteReader& in, std::span<std::uint64_t> since) {
  std::vector<std::int64_t> numbers(since.size() - 1);
  if (!unpack_series(in, numbers)) return false;
  since[0] = 0;
  for (std::size_t i = 1; i < since.size(); ++i) since[i] = since[i - 1] + static_cast<std::uint64_t>(numbers[i - 1]);
  return true;
}

bool unpack_since(ByteReader& in, Form form, std::span<std::uint64_t> since) {
  if (form == Form::grid) return unpack_grid(in, since);
  return form == Form::steps && unpack_steps(in, since);
}

/// Stamps that are even, in one step; false where the bytes say another thing, which the long way finds out.
bool fill_even(std::uint64_t first, std::uint64_t step, std::uint64_t unit, std::span<std::int64_t> times) {
  std::int64_t distance = 0;
  std::int64_t last = 0;
  if (step > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
      __builtin_mul_overflow(static_cast<std::int64_t>(step), static_cast<std::int64_t>(unit), &distance) ||
      __builtin_mul_overflow(distance, static_cast<std::int64_t>(times.size() - 1), &last) ||
      __builtin_add_overflow(static_cast<std::int64_t>(first), last, &last) || distance == 0)
    return false;
  auto time = static_cast<std::int64_t>(first);
  for (std::size_t i = 0; i + 1 < times.size(); ++i, time += distance) times[i] = time;
  times.back() = last;
  return true;
}

}  // namespace

void pack_times(std::span<const std::int64_t> times, ByteWriter& out) {
  const auto step = times.size() > 1 ? even_step(times) : 0;
  if (step > 0 && step < kStepMax) return pack_even(times[0], step, out);
  const auto offsets = offsets_of(times);
  pack_head(offsets.first, offsets.tens, out);
  if (times.size() == 1) return;
  const auto grid = grid_of(offsets.since);
  std::vector<std::int64_t> steps(offsets.since.size() - 1);
  for (std::size_t i = 1; i < offsets.since.size(); ++i)
    steps[i - 1] = static_cast<std::int64_t>(offsets.since[i] - offsets.since[i - 1]);
  const double grid_size = grid ? packed_size_of(grid->away) + 4.0 * static_cast<double>(grid->skips.size()) + 8 : 0;
  if (grid && grid_size <= series_size_of(steps)) {
    out.byte(static_cast<std::uint8_t>(Form::grid));
    return pack_grid(*grid, out);
  }
  out.byte(static_cast<std::uint8_t>(Form::steps));
  pack_series(steps, out);
}

bool unpack_times(ByteReader& in, std::span<std::int64_t> times) {
  const auto tens = in.byte();
  const auto head = in.signed_varint();
  const unsigned first_tens = tens & 0xF;
  const unsigned since_tens = tens >> 4;
  if (!in.ok() || first_tens >= kTens.size() || since_tens >= kTens.size()) return false;
  // Unsigned: bytes of another's making may say anything.
  const auto first = static_cast<std::uint64_t>(head) * kTens[first_tens];
  times[0] = static_cast<std::int64_t>(first);
  if (times.size() == 1) return true;
  const auto unit = kTens[since_tens];
  static thread_local std::vector<std::uint64_t> since;
  since.resize(times.size());
  const auto form = static_cast<Form>(in.byte());
  if (form == Form::even) {
    const auto step = in.varint();
    if (!in.ok()) return false;
    if (fill_even(first, step, unit, times)) return true;
    for (std::size_t i = 0; i < since.size(); ++i) since[i] = i * step;
  } else if (!unpack_since(in, form, since)) {
    return false;
  }
  bool ordered = true;
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i] = static_cast<std::int64_t>(first + since[i] * unit);
    ordered &= i == 0 || times[i] > times[i - 1];
  }
  return ordered;
}

}  // namespace millwright::scada::historian
