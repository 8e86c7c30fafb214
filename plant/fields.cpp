#include "plant/fields.h"

#include <algorithm>
#include <set>

#include "plant/units.h"

namespace millwright::plant {

bool check_name(const YamlReader& at, std::string_view what, std::string_view name) {
  const auto ordinary = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z' && std::ranges::all_of(name, ordinary)) return true;
  at.fault(fmt::format("'{}' is no name for {}: lower-case letters, digits and '_', a letter first", name, what));
  return false;
}

std::optional<Range> read_range(YamlReader& map, const std::string& key) {
  const auto at = map.child(key);
  if (!at.exists()) return std::nullopt;
  const auto ends = at.items();
  if (!at.is_list()) return std::nullopt;
  if (ends.size() != 2) {
    at.fault(fmt::format("'{}' has {} numbers; expected [low, high]", key, ends.size()));
    return std::nullopt;
  }
  const auto low = ends[0].as_double();
  const auto high = ends[1].as_double();
  if (!low || !high) return std::nullopt;
  if (*low >= *high) {
    at.fault(fmt::format("'{}' ends at {}, which is not above its start {}", key, *high, *low));
    return std::nullopt;
  }
  return Range{*low, *high};
}

Unit read_unit(YamlReader& map) {
  const auto at = map.child("unit");
  const auto symbol = at.as_string();
  if (!symbol) return {};
  if (auto unit = find_unit(*symbol)) return *unit;
  at.fault(fmt::format("unknown unit '{}'; known: {}", *symbol, known_units()));
  return {};
}

bool is_file(const std::filesystem::path& path) {
  std::error_code no_answer;
  return std::filesystem::is_regular_file(path, no_answer);
}

std::vector<Located> read_texts(YamlReader& map, const std::string& key) {
  std::vector<Located> texts;
  for (const auto& item : map.child(key).items())
    if (auto text = item.as_string()) texts.push_back({std::move(*text), item});
  return texts;
}

std::vector<std::pair<std::string, YamlReader>> unique_entries(YamlReader& map) {
  auto entries = map.entries();
  std::set<std::string> seen;
  std::erase_if(entries, [&](const auto& entry) { return !seen.insert(entry.first).second; });
  return entries;
}

void finish_map(const YamlReader& map) {
  map.finish();
  auto fields = map;
  if (fields.is_map()) static_cast<void>(fields.entries());
}

}  // namespace millwright::plant
