#include "scada/historian/series/block.h"

namespace millwright::scada::historian {
namespace {

/// What the column of a value's type holds for it.
struct Stored {
  std::uint8_t operator()(bool value) const { return value ? 1 : 0; }
  template <class T>
  const T& operator()(const T& value) const {
    return value;
  }
};

}  // namespace

Values empty_like(const contracts::Value& value) {
  return std::visit(
      []<class T>(const T& held) -> Values { return std::vector<std::decay_t<decltype(Stored{}(held))>>{}; }, value);
}

contracts::Sample Block::sample(std::size_t i) const {
  contracts::Sample out;
  out.source_time = from_unix_ns(times[i]);
  out.quality = quality_at(i);
  out.value = std::visit(
      [i]<class T>(const std::vector<T>& column) -> contracts::Value {
        if constexpr (std::is_same_v<T, std::uint8_t>)
          return column[i] != 0;
        else
          return column[i];
      },
      values);
  return out;
}

bool Block::append(const contracts::Sample& sample) {
  if (empty()) values = empty_like(sample.value);
  const bool fits = std::visit(
      [&](const auto& value) {
        const auto& stored = Stored{}(value);
        auto* column = std::get_if<std::vector<std::decay_t<decltype(stored)>>>(&values);
        if (column != nullptr) column->push_back(stored);
        return column != nullptr;
      },
      sample.value);
  if (!fits) return false;
  times.push_back(unix_ns(sample.source_time));
  if (quality.empty() && sample.quality != contracts::quality::kGood) quality.resize(times.size() - 1, 0);
  if (!quality.empty() || sample.quality != contracts::quality::kGood) quality.push_back(sample.quality.code());
  return true;
}

void Block::clear() {
  times.clear();
  quality.clear();
  std::visit([](auto& column) { column.clear(); }, values);
}

}  // namespace millwright::scada::historian
