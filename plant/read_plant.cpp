#include "plant/read_plant.h"

#include <algorithm>

#include "plant/fields.h"
#include "plant/read_equipment.h"
#include "plant/read_history.h"
#include "plant/read_jobs.h"
#include "plant/read_type.h"

namespace millwright::plant {
namespace {

Connection read_connection(const std::string& name, YamlReader& map) {
  Connection connection;
  connection.name = name;
  check_name(map, "a connection", name);
  const auto protocol_at = map.required("protocol");
  connection.protocol = protocol_at.as_string().value_or("modbus_tcp");
  if (connection.protocol != "modbus_tcp")
    protocol_at.fault(fmt::format("unknown protocol '{}'; known: modbus_tcp", connection.protocol));
  connection.host = map.string("host");
  const auto port_at = map.child("port");
  const auto port = port_at.as_int().value_or(502);
  if (port < 1 || port > 65535) port_at.fault("a port is 1 to 65535");
  connection.port = static_cast<int>(std::clamp<std::int64_t>(port, 1, 65535));
  const auto unit_at = map.child("unit_id");
  const auto unit_id = unit_at.as_int().value_or(1);
  if (unit_id < 0 || unit_id > 255) unit_at.fault("a Modbus unit identifier is 0 to 255");
  connection.unit_id = static_cast<int>(std::clamp<std::int64_t>(unit_id, 0, 255));
  const auto poll_at = map.child("poll");
  connection.poll = poll_at.as_duration().value_or(Duration{100ms});
  if (connection.poll < 10ms) poll_at.fault("a poll period is 10ms or more");
  const auto timeout_at = map.child("timeout");
  connection.timeout = timeout_at.as_duration().value_or(Duration{1s});
  if (connection.timeout < 10ms) timeout_at.fault("a timeout is 10ms or more");
  finish_map(map);
  return connection;
}

RuleDraft read_rule(const std::string& name, YamlReader& map) {
  RuleDraft draft{{}, map.required("tag"), map.required("limit"), {}};
  draft.rule.name = name;
  draft.rule.tag = TagPath(draft.tag_at.as_string().value_or(""));
  draft.rule.limit = draft.limit_at.as_string().value_or("");
  draft.rule.duration = map.duration_or("for", Duration{0});
  draft.context = read_texts(map, "context");
  finish_map(map);
  return draft;
}

RemoteDraft read_remote(const std::string& path, YamlReader& map) {
  RemoteDraft draft{path, {}, map, map.child("range")};
  // `line1/stop: {}` permits without bounds: a list of fields, empty here, not an absent one.
  if (!map.is_map()) {
    map.fault(fmt::format("expected a map of bounds for '{}', {{}} for none", path));
    return draft;
  }
  draft.permission.range = read_range(map, "range");
  const auto step_at = map.child("max_step");
  draft.permission.max_step = step_at.as_double();
  if (draft.permission.max_step && *draft.permission.max_step <= 0) step_at.fault("max_step is above 0");
  draft.permission.min_interval = map.child("min_interval").as_duration();
  draft.permission.needs_condition = map.boolean_or("needs_condition", false);
  finish_map(map);
  return draft;
}

void read_forward(YamlReader map, PlantDraft& draft) {
  draft.forward_states = read_texts(map, "states");
  draft.forward_counters = read_texts(map, "counters");
  auto samples = map.child("samples");
  if (samples.exists()) {
    const auto every_at = samples.child("every");
    draft.samples_every = every_at.as_duration().value_or(Duration{1s});
    if (draft.samples_every < 100ms) every_at.fault("samples are sent every 100ms or less often");
    draft.forward_samples = read_texts(samples, "tags");
    finish_map(samples);
  }
  finish_map(map);
}

/// `entries` of a map of named things; a name already taken in another file is a fault.
template <class Things, class Read>
void read_named(YamlReader map, std::string_view what, Things& things, Read read) {
  for (auto& [name, at] : unique_entries(map)) {
    if (things.contains(name)) {
      at.fault(fmt::format("{} '{}' is defined twice", what, name));
    } else {
      things.emplace(name, read(name, at));
    }
  }
}

/// The sections that any file of the plant may carry.
void read_sections(YamlReader& map, PlantDraft& draft) {
  read_named(map.child("types"), "type", draft.types, read_type);
  read_named(map.child("connections"), "connection", draft.plant.connections, read_connection);
  read_equipment(map.child("equipment"), draft);
  std::map<std::string, RuleDraft> rules;
  read_named(map.child("rules"), "rule", rules, read_rule);
  for (auto& [name, rule] : rules) {
    if (std::ranges::any_of(draft.rules, [&](const RuleDraft& r) { return r.rule.name == name; }))
      rule.tag_at.fault(fmt::format("rule '{}' is defined twice", name));
    draft.rules.push_back(std::move(rule));
  }
  auto remote = map.child("remote");
  for (auto& [path, at] : unique_entries(remote)) draft.remote.push_back(read_remote(path, at));
}

}  // namespace

PlantDraft read_plant(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  PlantDraft draft;
  draft.plant.folder = folder;
  const auto before = diagnostics.items().size();
  auto root = YamlReader::load(folder / "plant.yaml", diagnostics);
  if (!root.is_map()) {
    if (diagnostics.items().size() == before) root.fault(root.exists() ? "expected a map" : "the file is empty");
    return draft;
  }
  const auto name_at = root.required("name");
  if (auto name = name_at.as_string()) {
    check_name(name_at, "a plant", *name);
    draft.plant.name = std::move(*name);
  }
  draft.plant.description = root.string_or("description", "");
  const auto includes = read_texts(root, "include");
  read_sections(root, draft);
  read_forward(root.child("forward"), draft);
  read_jobs(root.child("jobs"), draft);
  draft.plant.history = read_history_settings(root.child("history"));
  const auto master_data_at = root.child("master_data");
  if (auto file = master_data_at.as_string()) {
    draft.plant.master_data = folder / *file;
    draft.master_data.push_back({std::move(*file), master_data_at});
  }
  finish_map(root);
  for (const auto& [file, at] : includes) {
    if (!is_file(folder / file)) {
      at.fault(fmt::format("file '{}' does not exist", file));
      continue;
    }
    auto part = YamlReader::load(folder / file, diagnostics);
    if (!part.exists()) continue;
    read_sections(part, draft);
    finish_map(part);
  }
  return draft;
}

}  // namespace millwright::plant
