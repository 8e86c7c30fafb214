#include "plant/read_history.h"

#include "plant/fields.h"

namespace millwright::plant {
namespace {

constexpr std::array<std::pair<std::string_view, WhenFull>, 2> kWhenFull = {{
    {"drop_oldest", WhenFull::drop_oldest},
    {"stop", WhenFull::stop},
}};

std::optional<Duration> read_time_kept(YamlReader& map, const std::string& key, Duration least) {
  const auto at = map.child(key);
  const auto kept = at.as_duration();
  if (kept && *kept < least)
    at.fault(fmt::format("{} is kept for {} or longer", key, least >= 24h ? "2d" : least >= 1h ? "1h" : "1min"));
  return kept;
}

HistoryClass read_class(const std::string& name, YamlReader& map) {
  check_name(map, "a class", name);
  HistoryClass out;
  out.raw = read_time_kept(map, "raw", 1min);
  out.minute = read_time_kept(map, "minute", 1h);
  out.hour = read_time_kept(map, "hour", 48h);
  if (out.minute && !out.raw) map.child("minute").fault("a tier is for when samples are gone: 'raw' is missing");
  if (out.hour && !out.raw) map.child("hour").fault("a tier is for when samples are gone: 'raw' is missing");
  if (out.raw && out.minute && *out.minute <= *out.raw)
    map.child("minute").fault("minutes are kept longer than the samples themselves");
  if (out.minute && out.hour && *out.hour <= *out.minute) map.child("hour").fault("hours are kept longer than minutes");
  finish_map(map);
  return out;
}

double read_deviation(YamlReader& map, const std::string& key, ValueType type) {
  const auto at = map.child(key);
  const auto deviation = at.as_double().value_or(0);
  if (deviation < 0) at.fault("a deviation is not negative");
  const bool numeric = type == ValueType::integer || type == ValueType::real;
  if (deviation > 0 && !numeric) at.fault("only a number has a deviation");
  return deviation;
}

}  // namespace

HistorySettings read_history_settings(YamlReader map) {
  HistorySettings out;
  if (!map.exists()) return out;
  out.when_full = read_word(map, "when_full", kWhenFull, out.when_full);
  const auto reserve_at = map.child("reserve_mb");
  const auto reserve = reserve_at.as_int().value_or(out.reserve_bytes / 1'000'000);
  if (reserve < 0 || reserve > 1'000'000'000) reserve_at.fault("reserve_mb is 0 to 1000000000 megabytes");
  out.reserve_bytes = std::clamp<std::int64_t>(reserve, 0, 1'000'000'000) * 1'000'000;
  auto classes = map.child("classes");
  for (auto& [name, at] : unique_entries(classes)) out.classes[name] = read_class(name, at);
  finish_map(map);
  return out;
}

TagHistory read_tag_history(YamlReader& tag, ValueType type, std::vector<Located>& class_at) {
  TagHistory out;
  auto map = tag.child("history");
  if (!map.exists()) return out;
  if (map.is_scalar()) {
    out.kept = map.as_bool().value_or(true);
    return out;
  }
  const auto name_at = map.child("class");
  if (auto name = name_at.as_string()) {
    out.retention = *name;
    class_at.push_back({std::move(*name), name_at});
  }
  out.exception = read_deviation(map, "exception", type);
  out.exception_max = map.duration_or("exception_max", out.exception_max);
  out.compression = read_deviation(map, "compression", type);
  out.compression_max = map.duration_or("compression_max", out.compression_max);
  finish_map(map);
  return out;
}

void check_history(const PlantDraft& draft) {
  const auto& classes = draft.plant.history.classes;
  std::string known;
  for (const auto& [name, kept] : classes) known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
  for (const auto& [type_name, type] : draft.types)
    for (const auto& tag : type.tags)
      for (const auto& [name, at] : tag.history_class)
        if (!classes.contains(name)) at.fault(fmt::format("unknown class '{}'; known: {}", name, known));
}

}  // namespace millwright::plant
