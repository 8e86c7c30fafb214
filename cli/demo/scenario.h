#pragma once
// One run of the drift: the line fills, the control thermometer begins to read 6 °C low, the product overheats, and
// either an operator alone or the closed loop takes the set-point down. The rules are the same for both: whoever took
// the set-point down has the thermometer exchanged, and the run is as long.

#include <string>
#include <vector>

#include "cli/demo/narration.h"
#include "cli/demo/own_plant.h"
#include "cli/demo/plc_link.h"
#include "cli/local_http.h"

namespace millwright::cli::demo {

struct ScenarioOptions {
  bool closed_loop = false;
  Duration window = 90s;       // from the fault on
  Duration human_delay = 40s;  // from the alarm to the operator's hand; the closed loop has no use for it
};

enum class ScenarioError { failed };

/// Lives for one run, on one thread.
class Scenario {
 public:
  Scenario(OwnPlant& plant, PlcLink plc, ScenarioOptions options)
      : plant_(plant),
        plc_(std::move(plc)),
        operator_(plant.ports().operator_http),
        mes_(plant.ports().mes_http),
        options_(options) {}

  /// Runs to the end of the window.
  [[nodiscard]] Result<Outcome, ScenarioError> play();

 private:
  using Done = Result<void, ScenarioError>;
  Done prepare();
  Done wait_until_full();
  Done look();
  Done watch_line(const PlantSample& now);
  Done have_repaired(Timestamp now);
  Done act_as_operator(Timestamp now);
  Done look_for_alarm(Timestamp now);
  Done follow_mes();
  void tell_steps(const json::value& deviation);
  [[nodiscard]] Outcome outcome() const;

  OwnPlant& plant_;
  PlcLink plc_;
  LocalHttp operator_, mes_;
  ScenarioOptions options_;
  Narrator narrator_;
  std::vector<PlantSample> samples_;  // from the fault on
  std::optional<Timestamp> crossed_, lowered_;
  bool hot_ = false, repaired_ = false, acted_ = false;
  std::optional<Timestamp> alarm_seen_;
  std::string deviation_;  // id of the one that is followed
  std::size_t steps_told_ = 0;
  Timestamp next_question_{};
};

}  // namespace millwright::cli::demo
