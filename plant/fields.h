#pragma once
// Readers for the small things that recur in plant files: names, ranges, units, words out of a fixed list.

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/yaml.h"
#include "plant/draft.h"
#include "plant/model.h"

namespace millwright::plant {

/// Lower-case letters, digits and underscores, a letter first: names become OPC UA node ids and expression names.
/// A fault at `at` otherwise.
bool check_name(const YamlReader& at, std::string_view what, std::string_view name);

/// `[low, high]`; a fault unless low < high.
std::optional<Range> read_range(YamlReader& map, const std::string& key);

/// `unit:` by symbol; a fault for one the table does not know.
Unit read_unit(YamlReader& map);

/// A file that is there and can be read as one; a name that no file system takes is none.
[[nodiscard]] bool is_file(const std::filesystem::path& path);

/// The texts of a list, each with its place.
std::vector<Located> read_texts(YamlReader& map, const std::string& key);

/// The entries of a map, each name once: YamlReader tells of a second one, and what it says is not read.
std::vector<std::pair<std::string, YamlReader>> unique_entries(YamlReader& map);

/// Ends a map whose fields are fixed: unknown fields and fields standing twice are faults.
void finish_map(const YamlReader& map);

/// A word out of a fixed list; a fault naming the list otherwise.
template <class T, std::size_t N>
T read_word(YamlReader& map, const std::string& key, const std::array<std::pair<std::string_view, T>, N>& words,
            T fallback) {
  const auto at = map.child(key);
  const auto text = at.as_string();
  if (!text) return fallback;
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == *text) return value;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", word);
  }
  at.fault(fmt::format("unknown {} '{}'; known: {}", key, *text, known));
  return fallback;
}

inline constexpr std::array<std::pair<std::string_view, Level>, 6> kLevels = {{
    {"enterprise", Level::enterprise},
    {"site", Level::site},
    {"area", Level::area},
    {"work_center", Level::work_center},
    {"work_unit", Level::work_unit},
    {"equipment_module", Level::equipment_module},
}};

}  // namespace millwright::plant
