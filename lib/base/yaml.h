#pragma once
// Reading YAML so that every fault is reported with file and line, all of them in one pass.
// A reader never throws: a missing or wrong field adds a Diagnostic and yields a default, so reading goes on.

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/time.h"

namespace millwright {

struct Diagnostic {
  std::string file;
  int line = 0;  // from 1; 0 when the whole file is meant
  std::string message;
};

/// Collects faults in the order found.
class Diagnostics {
 public:
  void add(std::string file, int line, std::string message);
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }
  /// One `file:line: message` a line, sorted by file and line, each once.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Diagnostic> items_;
};

/// A place in a YAML file. Copyable; keeps the document alive. `diagnostics` must outlive it.
class YamlReader {
 public:
  /// Reads a whole file. A file that is absent or not YAML adds a diagnostic and yields an empty reader.
  static YamlReader load(const std::filesystem::path& file, Diagnostics& diagnostics);
  /// Reads a text (YAML, so JSON too); faults name it as `name`.
  static YamlReader parse(const std::string& text, const std::string& name, Diagnostics& diagnostics);

  [[nodiscard]] int line() const;
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool exists() const { return node_.IsDefined() && !node_.IsNull(); }
  [[nodiscard]] bool is_map() const { return node_.IsDefined() && node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsDefined() && node_.IsSequence(); }
  [[nodiscard]] bool is_scalar() const { return node_.IsDefined() && node_.IsScalar(); }

  /// The very same node: an alias (*name) is the node that its anchor (&name) stands at.
  [[nodiscard]] bool same_node(const YamlReader& other) const { return node_.is(other.node_); }

  /// Adds a fault at this place.
  void fault(std::string message) const;

  /// Scalars of this very node; a wrong type adds a fault and yields nullopt.
  [[nodiscard]] std::optional<std::string> as_string() const;
  [[nodiscard]] std::optional<double> as_double() const;
  [[nodiscard]] std::optional<std::int64_t> as_int() const;
  [[nodiscard]] std::optional<bool> as_bool() const;
  [[nodiscard]] std::optional<Duration> as_duration() const;

  /// A field of this map. An absent one yields a reader that does not exist() and reports at this map's line.
  [[nodiscard]] YamlReader child(const std::string& key);
  /// A field that must be there; its absence is a fault naming the key.
  [[nodiscard]] YamlReader required(const std::string& key);

  std::string string(const std::string& key);  // required; "" on fault
  std::string string_or(const std::string& key, std::string fallback);
  double number(const std::string& key);  // required; 0 on fault
  double number_or(const std::string& key, double fallback);
  std::int64_t integer(const std::string& key);
  std::int64_t integer_or(const std::string& key, std::int64_t fallback);
  bool boolean_or(const std::string& key, bool fallback);
  Duration duration(const std::string& key);  // "2s"
  Duration duration_or(const std::string& key, Duration fallback);

  /// Elements of a list; a node that exists and is no list is a fault.
  [[nodiscard]] std::vector<YamlReader> items() const;
  /// Fields of a map in file order, for maps whose keys are names. Marks all as known.
  [[nodiscard]] std::vector<std::pair<std::string, YamlReader>> entries();

  /// Call when done with a map: every key that nobody asked for is a fault, with the known keys in the message.
  void finish() const;

 private:
  YamlReader(YAML::Node node, std::string file, int fallback_line, Diagnostics* diagnostics)
      : node_(std::move(node)), file_(std::move(file)), fallback_line_(fallback_line), diagnostics_(diagnostics) {}

  YAML::Node node_;
  std::string file_;
  int fallback_line_ = 0;
  Diagnostics* diagnostics_;
  std::set<std::string> known_;
};

}  // namespace millwright
