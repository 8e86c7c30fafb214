#pragma once
// A line with jobs on a temporary database, a controller that a test answers for, and a clock that it moves.
// `restart()` is a process that was killed and starts anew on what lies on the disk.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "scada/jobs/line_jobs.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::jobs {

struct Killed {};

/// Does at once what it is told, unless the test says otherwise; dies once at every command when told to.
class FakeController final : public control::Controller {
 public:
  enum class Death { none, before, after };
  void add_listener(control::ResultListener) override {}
  void on_outcome_unknown(std::function<void(const contracts::CommandResult&)>) override {}
  void start() override {}
  void stop() override {}
  contracts::CommandResult submit(const contracts::Command& command, const control::Caller& caller) override {
    if (death == Death::before && died.insert(command.id.str()).second) throw Killed{};
    commands.push_back(command);
    callers.push_back(caller);
    auto answer = answers.contains(command.command) ? answers.at(command.command) : contracts::CommandResult{};
    if (!answers.contains(command.command)) answer.state = contracts::CommandState::completed;
    answer.id = command.id;
    results[command.id.str()] = answer;
    if (answer.state == contracts::CommandState::completed && carry_out) carry_out(command);
    if (death == Death::after && died.insert(command.id.str()).second) throw Killed{};
    return answer;
  }
  [[nodiscard]] std::optional<contracts::CommandResult> find(const contracts::CommandId& id) override {
    const auto it = results.find(id.str());
    return it == results.end() ? std::nullopt : std::optional(it->second);
  }
  [[nodiscard]] std::vector<contracts::CommandResult> latest(int) override { return {}; }
  [[nodiscard]] control::Authority authority(const EquipmentPath&) const override { return in_charge; }
  Result<control::AuthorityChange, store::StoreError> set_authority(const EquipmentPath&, control::Authority,
                                                                    const control::Caller&,
                                                                    const std::string&) override {
    return fail(store::StoreError::failed, "not in this test");
  }
  [[nodiscard]] std::optional<std::string> blocked_by(const EquipmentPath&, std::string_view) const override {
    return blocked;
  }
  [[nodiscard]] bool in_effect(const EquipmentPath&, std::string_view command) const override {
    return command == (running ? "start" : "stop");
  }
  [[nodiscard]] std::vector<std::string> given() const {
    std::vector<std::string> names;
    for (const auto& command : commands) names.push_back(command.command);
    return names;
  }

  std::vector<contracts::Command> commands;
  std::vector<control::Caller> callers;
  std::map<std::string, contracts::CommandResult> results;
  std::map<std::string, contracts::CommandResult> answers;  // by command's name
  std::function<void(const contracts::Command&)> carry_out;
  control::Authority in_charge = control::Authority::remote;
  std::optional<std::string> blocked;
  bool running = false;
  Death death = Death::none;
  std::set<std::string> died;
};

/// The plant of the other tests, whose line takes jobs.
inline plant::Plant plant_with_jobs() {
  auto plant = tags::test_plant();
  tags::add_test_tag(plant, tags::test_tag("line1/filler/reject_count", 232, plant::Encoding::uint16));
  for (const auto* name : {"start", "stop"}) {
    plant::CommandSpec command;
    command.equipment = plant::EquipmentPath{"line1"};
    command.name = name;
    tags::add_test_command(plant, std::move(command));
  }
  plant::JobSettings jobs;
  jobs.equipment = plant::EquipmentPath{"line1"};
  jobs.good = plant::TagPath{"line1/filler/good_count"};
  jobs.scrap = plant::TagPath{"line1/filler/reject_count"};
  jobs.start = "start";
  jobs.stop = "stop";
  jobs.stop_at_end = true;
  jobs.orders_max = 5;
  jobs.parameters.push_back({"temperature", plant::EquipmentPath{"line1/pasteurizer"}, "set_temperature",
                             plant::TagPath{"line1/pasteurizer/temperature_setpoint"}});
  plant.jobs.push_back(std::move(jobs));
  return plant;
}

struct JobsFixture : testing::Test {
  JobsFixture() {
    char folder[] = "/tmp/millwright-jobs-XXXXXX";
    path = ::mkdtemp(folder);
    controller.carry_out = [this](const contracts::Command& command) {
      if (command.command == "set_temperature")
        set(1, readback.value_or(*contracts::number_in(command.parameters.at("value"))));
      if (command.command == "start") controller.running = true;
      if (command.command == "stop") controller.running = false;
    };
    set(1, 70.0);
    count(1000, 7);
    restart();
  }
  ~JobsFixture() override {
    line.reset();
    audit.reset();
    database.reset();
    std::filesystem::remove_all(path);
  }

  void restart() {
    line.reset();
    audit.reset();
    database.reset();
    database = std::move(*store::Database::open("sqlite:" + (path / "scada.db").string()));
    audit = std::move(*accounts::AuditTrail::open(*database));
    store.emplace(std::move(*JobStore::open(*database, *audit)));
    floor.emplace(Floor{plant, engine.values(), controller, *store, ids, clock});
    line = std::make_unique<LineJobs>(*floor, plant.jobs.front());
    ASSERT_TRUE(line->load().has_value());
  }

  void set(std::uint32_t tag, contracts::Value value, contracts::Quality quality = contracts::quality::kGood) {
    engine.apply({clock.utc(), {{tag, std::move(value), quality, clock.utc()}}});
  }
  void count(std::int64_t good, std::int64_t scrap) {
    set(3, good);
    set(5, scrap);
  }
  void turns(int n = 10) {
    for (int i = 0; i < n; ++i) {
      clock.advance(600ms);
      line->turn();
    }
  }
  [[nodiscard]] static JobOrder order(const std::string& id, std::int64_t quantity = 100) {
    JobOrder out;
    out.id = id;
    out.material = "apple_05";
    out.quantity = quantity;
    out.parameters.push_back({"temperature", 74.0});
    return out;
  }
  Answer put(Cause method, const JobOrder& order) { return line->put(method, order, "", above); }
  Answer ask(Cause method, const std::string& id) { return line->ask(method, id, "", above); }
  [[nodiscard]] Job job(const std::string& id) const { return line->find(id).value(); }
  /// Running, with nothing counted.
  void run_job(const std::string& id, std::int64_t quantity = 100) {
    ASSERT_TRUE(put(Cause::StoreAndStart, order(id, quantity)).ok());
    turns();
    ASSERT_EQ(job(id).state, State::Running) << job(id).reason;
  }

  std::filesystem::path path;
  ManualClock clock;
  plant::Plant plant = plant_with_jobs();
  Metrics metrics;
  tags::TagEngine engine{plant, metrics};
  FakeController controller;
  IdSource ids{clock, 42};
  std::unique_ptr<store::Database> database;
  std::unique_ptr<accounts::AuditTrail> audit;
  std::optional<JobStore> store;
  std::optional<Floor> floor;
  std::unique_ptr<LineJobs> line;
  std::optional<double> readback;  // what the device makes of a set-point
  const control::Caller above{"bridge", {"bridge"}, true};
  const control::Caller person{"anna", {"operator"}, false};
};

}  // namespace millwright::scada::jobs
