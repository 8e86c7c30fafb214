#pragma once
// The expressions of every command, compiled once: interlocks and confirmations against the current values. Safe from
// any thread (an expression is not, so they take turns).

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "plant/expression.h"
#include "plant/model.h"
#include "scada/tags/engine.h"

namespace millwright::scada::control {

class RuleBook {
 public:
  /// Plant files are checked when they are loaded: an expression that does not compile here is a broken invariant.
  RuleBook(const plant::Plant& plant, const tags::CurrentValues& values);

  /// The reason of the first interlock that is not true with Good quality; nullopt when free.
  [[nodiscard]] std::optional<std::string> blocked_by(const plant::CommandSpec& command, double parameter) const;

  /// True when the confirmation holds on samples that are Good and not older than `since` (the device's clock): an old
  /// sample may tell of a state before the command. A command without confirmation is confirmed.
  [[nodiscard]] bool confirmed(const plant::CommandSpec& command, double parameter, Timestamp since) const;

 private:
  struct Rules {
    std::vector<plant::Expression> interlocks;
    std::optional<plant::Expression> confirmation;
  };
  [[nodiscard]] const Rules& rules_of(const plant::CommandSpec& command) const;
  [[nodiscard]] contracts::Sample sample_of(const plant::TagPath& path) const;

  const plant::Plant& plant_;
  const tags::CurrentValues& values_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Rules> rules_;
};

}  // namespace millwright::scada::control
