#include "scada/historian/query/columns.h"

#include <algorithm>
#include <cstdlib>

namespace millwright::scada::historian {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

void add_quality(std::vector<QualityRun>& runs, std::size_t at, contracts::Quality quality) {
  if (runs.empty() || runs.back().quality != quality) runs.push_back({static_cast<std::int64_t>(at), quality});
}

/// The first `count` samples of a block; false where they are of another type than those before.
bool add_samples(SampleColumns& out, const Block& block, std::size_t count) {
  const auto before = out.times.ns.size();
  if (before == 0)
    std::visit([&]<class T>(const std::vector<T>&) { out.values.values = std::vector<T>(); }, block.values);
  const auto end = static_cast<std::ptrdiff_t>(count);
  const bool fits = std::visit(
      [&]<class T>(std::vector<T>& column) {
        const auto* more = std::get_if<std::vector<T>>(&block.values);
        if (more != nullptr) column.insert(column.end(), more->begin(), more->begin() + end);
        return more != nullptr;
      },
      out.values.values);
  if (!fits) return false;
  out.times.ns.insert(out.times.ns.end(), block.times.begin(), block.times.begin() + end);
  if (block.quality.empty()) {
    add_quality(out.quality, before, contracts::quality::kGood);
  } else {
    for (std::size_t i = 0; i < count; ++i) add_quality(out.quality, before + i, block.quality_at(i));
  }
  return true;
}

/// Milliseconds, with as many decimals as the nanoseconds need.
void append_ms(std::string& out, std::int64_t ns) {
  const auto ms = ns / kNsPerMs;
  auto rest = static_cast<unsigned>(std::abs(ns % kNsPerMs));
  if (ms == 0 && ns < 0) out += '-';
  append_json(out, ms);
  if (rest == 0) return;
  char digits[] = ".000000";
  std::size_t end = 1;
  for (std::size_t place = 6; rest > 0; --place, rest /= 10) {
    digits[place] = static_cast<char>('0' + rest % 10);
    if (end == 1 && rest % 10 != 0) end = place + 1;
  }
  out.append(digits, end);
}

}  // namespace

Result<SampleColumns, ReadError> sample_columns(const Source& source, TagId tag, Timestamp from, Timestamp to,
                                                std::size_t max) {
  SampleColumns out;
  const auto cursor = source.read(tag, from, to, Direction::forward);
  if (!cursor) return std::unexpected(cursor.error());
  for (;;) {
    const auto block = (*cursor)->next();
    if (!block) return std::unexpected(block.error());
    if ((*block)->empty()) return out;
    const auto count = std::min((*block)->size(), max - out.times.ns.size());
    const auto taken = count > 0 && add_samples(out, **block, count) ? count : 0;
    if (taken == (*block)->size()) continue;
    out.next = from_unix_ns((*block)->times[taken]);
    return out;
  }
}

AggregateColumn aggregate_column(const std::vector<std::vector<Processed>>& intervals) {
  AggregateColumn out;
  out.values.reserve(intervals.size());
  for (const auto& interval : intervals) {
    const auto& answer = interval.front();
    add_quality(out.quality, out.values.size(), answer.status);
    out.values.push_back(answer.value ? contracts::number_in(*answer.value) : std::nullopt);
  }
  return out;
}

}  // namespace millwright::scada::historian

namespace millwright {

using scada::historian::Moments;
using scada::historian::ValueColumn;

void JsonTextOf<Moments>::append(std::string& out, const Moments& moments) {
  out.reserve(out.size() + moments.ns.size() * 14 + 2);
  out += '[';
  for (std::size_t i = 0; i < moments.ns.size(); ++i) {
    if (i > 0) out += ',';
    scada::historian::append_ms(out, moments.ns[i]);
  }
  out += ']';
}

void JsonTextOf<ValueColumn>::append(std::string& out, const ValueColumn& column) {
  std::visit(
      [&]<class T>(const std::vector<T>& values) {
        out += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
          if (i > 0) out += ',';
          if constexpr (std::is_same_v<T, std::uint8_t>)
            append_json(out, values[i] != 0);
          else
            append_json(out, values[i]);
        }
        out += ']';
      },
      column.values);
}

json::value JsonOf<Moments>::to(const Moments& moments) {
  std::string text;
  JsonTextOf<Moments>::append(text, moments);
  return json::parse(text);
}
json::object JsonOf<Moments>::schema() { return {{"type", "array"}, {"items", json::object{{"type", "number"}}}}; }

json::value JsonOf<ValueColumn>::to(const ValueColumn& column) {
  std::string text;
  JsonTextOf<ValueColumn>::append(text, column);
  return json::parse(text);
}
json::object JsonOf<ValueColumn>::schema() {
  return {{"type", "array"}, {"items", json::object{{"type", json::array{"number", "string", "boolean", "null"}}}}};
}

}  // namespace millwright
