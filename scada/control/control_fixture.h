#pragma once
// A controller on a temporary database with a fake device and a clock that the test moves, turned by hand.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "scada/control/command_controller.h"
#include "scada/control/fake_device.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::control {

struct ControlFixture : testing::Test {
  ControlFixture() {
    char folder[] = "/tmp/millwright-control-XXXXXX";
    path = ::mkdtemp(folder);
    database = std::move(*store::Database::open("sqlite:" + (path / "scada.db").string()));
    audit = std::move(*accounts::AuditTrail::open(*database));
    values();
    open();
  }
  ~ControlFixture() override {
    controller.reset();
    audit.reset();
    database.reset();
    std::filesystem::remove_all(path);
  }

  /// A process that starts on what the one before it left.
  void open() {
    controller.reset();
    auto log = CommandLog::open(*database, *audit);
    auto authorities = AuthorityTable::open(plant, *database, *audit);
    controller = std::make_unique<CommandController>(plant, engine.values(), device, *log, std::move(*authorities),
                                                     clock, metrics);
    controller->add_listener([this](const contracts::CommandResult& result) { results.push_back(result); });
    controller->on_outcome_unknown([this](const contracts::CommandResult&) { ++alarms; });
    ASSERT_TRUE(controller->recover().has_value());
  }

  void set(std::uint32_t tag, contracts::Value value, contracts::Quality quality = contracts::quality::kGood) {
    engine.apply({clock.utc(), {{tag, std::move(value), quality, clock.utc()}}});
  }
  /// Too hot, set-point 76, filler stopped with pressure.
  void values(double temperature = 81, double setpoint = 76, std::int64_t state = 2, double pressure = 3) {
    set(0, temperature);
    set(1, setpoint);
    set(2, state);
    set(4, pressure);
  }

  contracts::Command command(const std::string& equipment, const std::string& name) {
    contracts::Command out;
    out.id = contracts::CommandId{ids.next()};
    out.equipment = contracts::EquipmentPath{equipment};
    out.command = name;
    out.issued_at = clock.utc();
    out.not_after = clock.utc() + 5s;
    out.reason = "test";
    out.requester = "test";
    return out;
  }
  contracts::Command start() { return command("line1/filler", "start"); }
  /// What the MES asks for in the loop: down to 72, in place of 76, because it is too hot.
  contracts::Command cool(double value = 72) {
    auto out = command("line1/pasteurizer", "set_temperature");
    out.parameters["value"] = value;
    out.replaces = 76.0;
    out.condition = contracts::Condition{contracts::TagPath{"line1/pasteurizer/temperature"}, "high", true};
    return out;
  }

  std::filesystem::path path;
  ManualClock clock;
  plant::Plant plant = tags::test_plant();
  Metrics metrics;
  tags::TagEngine engine{plant, metrics};
  FakeDevice device{clock};
  IdSource ids{clock, 42};
  std::unique_ptr<store::Database> database;
  std::unique_ptr<accounts::AuditTrail> audit;
  std::unique_ptr<CommandController> controller;
  std::vector<contracts::CommandResult> results;
  int alarms = 0;
  const Caller person{"anna", {"operator"}, false};
  const Caller above{"bridge", {"bridge"}, true};
};

}  // namespace millwright::scada::control
