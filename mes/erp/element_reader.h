#pragma once
// Walking through an element: each child is asked for by name, and whatever nobody asked for is named at the end. For
// the readers of this folder.

#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lib/base/time.h"
#include "mes/erp/schedule.h"

namespace millwright::mes::erp {

/// What was found wrong, and what has no effect. Owned by one reading.
struct Findings {
  std::vector<XmlFault> faults{};
  std::vector<XmlFault> unused{};

  void fault(int line, std::string path, std::string message) {
    if (faults.size() < kFaultsMax) faults.push_back({line, std::move(path), std::move(message)});
  }
  void note(int line, std::string path, std::string message) {
    unused.push_back({line, std::move(path), std::move(message)});
  }
};

class ElementReader {
 public:
  ElementReader(const XmlElement& element, std::string path, Findings& findings)
      : element_(element), path_(std::move(path)), findings_(findings) {}

  [[nodiscard]] const XmlElement& element() const { return element_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  void fault(std::string message) const { findings_.fault(element_.line, path_, std::move(message)); }
  void note(std::string message) const { findings_.note(element_.line, path_, std::move(message)); }
  [[nodiscard]] Located here() const { return {element_.text, element_.line, path_}; }

  /// The first child of that name; more than one is a fault unless `several` may be.
  [[nodiscard]] std::optional<ElementReader> child(std::string_view name, bool several = false);
  [[nodiscard]] std::optional<ElementReader> required(std::string_view name);
  [[nodiscard]] std::vector<ElementReader> all(std::string_view name);
  /// Taken note of: it is neither a fault nor worth a word that it has no effect.
  void expect(std::string_view name) { known_.insert(std::string(name)); }

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  /// A text that must be there and not be empty.
  [[nodiscard]] Located id(std::string_view name);
  /// xsd:dateTime with its offset from UTC.
  [[nodiscard]] std::optional<Timestamp> time(std::string_view name);
  /// Names every child that nobody asked for.
  void finish() const;

 private:
  const XmlElement& element_;
  std::string path_;
  Findings& findings_;
  std::set<std::string> known_;
};

/// An xsd:decimal: digits with at most one point, a sign at most; no exponent.
[[nodiscard]] std::optional<double> decimal(std::string_view text);

}  // namespace millwright::mes::erp
