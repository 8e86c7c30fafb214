#pragma once
// What the plant files say, before names are resolved: each piece with the place it was read from, so that a fault
// found later still points at its line. Lives only inside load_plant().

#include <map>
#include <string>
#include <vector>

#include "lib/base/yaml.h"
#include "plant/model.h"

namespace millwright::plant {

/// A text and where it stands.
struct Located {
  std::string text;
  YamlReader at;
};

struct TagDraft {
  Tag tag;  // address relative to the block; path, equipment and connection empty
  YamlReader at;
  YamlReader address_at;
  std::vector<Located> history_class;  // none or one
};

struct CommandDraft {
  CommandSpec spec;
  YamlReader at;
  std::vector<Located> setpoint;  // leaf of the tag that shows what is in force; none or one
  std::vector<YamlReader> interlocks_at;
  YamlReader confirmation_at;
};

struct TypeDraft {
  std::string name;
  std::string description;
  Level level = Level::work_unit;
  std::vector<Located> extends;  // none or one
  int block = 0;                 // registers in an instance's block; 0 where the type has none
  std::vector<TagDraft> tags;    // after flattening: those of the base type first
  std::vector<CommandDraft> commands;
  YamlReader at;
};

struct EquipmentDraft {
  Equipment equipment;  // without tags and commands
  std::string type;
  YamlReader at;
  YamlReader type_at;
  YamlReader connection_at;
  YamlReader base_at;
};

struct RuleDraft {
  Rule rule;
  YamlReader tag_at;
  YamlReader limit_at;
  std::vector<Located> context;
};

struct RemoteDraft {
  std::string command_path;  // "line1/pasteurizer/set_temperature"
  RemotePermission permission;
  YamlReader at;
  YamlReader range_at;
};

struct JobsDraft {
  struct Parameter {
    std::string name;
    Located command;
  };
  JobSettings settings;  // without what is looked up
  YamlReader at;
  std::vector<Located> good, scrap, start, stop;  // none or one each
  std::vector<Parameter> parameters;
};

struct PlantDraft {
  Plant plant;  // name, description, folder, connections, master_data
  std::map<std::string, TypeDraft> types;
  std::vector<EquipmentDraft> equipment;  // parents before children
  std::vector<RuleDraft> rules;
  std::vector<RemoteDraft> remote;
  std::vector<JobsDraft> jobs;
  std::vector<Located> forward_states, forward_counters, forward_samples;
  Duration samples_every{1s};
  std::vector<Located> master_data;  // none or one
};

}  // namespace millwright::plant
