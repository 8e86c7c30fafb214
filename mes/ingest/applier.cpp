#include "mes/ingest/applier.h"

#include "lib/base/log.h"
#include "mes/definition_changes/changes.h"
#include "mes/dispatch/dispatching.h"
#include "mes/equipment/equipment.h"
#include "mes/erp/exchange.h"
#include "mes/genealogy/passing.h"
#include "mes/materials/booking.h"
#include "mes/orders/orders.h"
#include "mes/quality/deviations.h"
#include "mes/scheduling/schedule.h"
#include "mes/workflow/high_temperature.h"

namespace millwright::mes::ingest {
namespace {

// The bus gives up redelivering long before this.
constexpr Duration kInboxAge = 7 * 24h;
constexpr Duration kReadingAge = 48h;
constexpr Duration kSampleAge = 2h;

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

store::StoreResult<void> migrate(store::Database& database) {
  const std::pair<std::string_view, const std::vector<store::Migration>*> schemas[] = {
      {"mes_definition_changes", &definition_changes::migrations()},
      {"mes_equipment", &equipment::migrations()},
      {"mes_orders", &orders::migrations()},
      {"mes_dispatch", &dispatch::migrations()},
      {"mes_genealogy", &genealogy::migrations()},
      {"mes_materials", &materials::migrations()},
      {"mes_quality", &quality::migrations()},
      {"mes_workflow", &workflow::migrations()},
      {"mes_process", &workflow::process_migrations()},
      {"mes_erp", &erp::migrations()},
      {"mes_scheduling", &scheduling::migrations()},
  };
  for (const auto& [module, migrations] : schemas)
    if (auto done = database.migrate(module, *migrations); !done) return done;
  return {};
}

// The quality module of another process opened or cleared a deviation: its row says what there is to know.
quality::Outcome outcome_of(Transaction& transaction, const contracts::QualityEvent& event) {
  using Kind = quality::Outcome::Kind;
  const auto deviation = quality::find(transaction.sql, event.deviation);
  if (!deviation) return {};
  const bool fresh = quality::has_fresh_source(transaction.sql, deviation->id, transaction.now);
  const bool open = event.state == enum_name(quality::DeviationState::open);
  return {open ? Kind::opened : Kind::cleared, deviation->id, fresh && !deviation->cleared_at, {}};
}

// The oldest reading of counters and samples among them.
std::optional<Timestamp> earliest_reading(std::span<const Incoming> events) {
  std::optional<Timestamp> out;
  const auto take = [&](Timestamp time) { out = std::min(out.value_or(time), time); };
  for (const auto& event : events) {
    if (const auto* count = std::get_if<contracts::CountEvent>(&event.content)) take(count->time);
    if (const auto* samples = std::get_if<contracts::SamplesEvent>(&event.content))
      for (const auto& tag : samples->tags)
        for (const auto& sample : tag.samples) take(sample.source_time);
  }
  return out;
}

}  // namespace

store::StoreResult<std::unique_ptr<Applier>> Applier::open(Writer& writer, Definitions& definitions,
                                                           const ModuleSet& modules,
                                                           const std::filesystem::path& workflows) {
  if (auto migrated = migrate(writer.database()); !migrated) return std::unexpected(migrated.error());
  std::unique_ptr<Applier> applier(new Applier(writer, definitions, modules));
  for (const auto module : modules) {
    auto inbox = store::Inbox::open(writer.database(), fmt::format("mes_{}", enum_name(module)));
    if (!inbox) return std::unexpected(inbox.error());
    applier->inboxes_.emplace(module, std::move(*inbox));
  }
  auto processes = workflow::Processes::open(workflows, definitions);
  if (!processes) return fail(store::StoreError::failed, "the workflows have faults:\n{}", processes.error().message);
  applier->processes_ = std::move(*processes);
  const auto preloaded = writer.write<void>([&](Transaction& transaction) -> MesResult<void> {
    orders::preload(transaction, applier->definitions(transaction.sql));
    return applier->processes_->deploy(transaction);
  });
  if (!preloaded) return fail(store::StoreError::failed, "{}", preloaded.error().message);
  return applier;
}

const MasterData& Applier::definitions(store::Session& sql) const {
  // Only a file that was changed under approved changes can be at fault; what was in force stays until it is mended.
  if (const auto kept = definition_changes::keep_up(sql, definitions_); !kept)
    Logger("definitions").error("what was approved cannot be put in force: {}", kept.error().message);
  return definitions_.now();
}

bool Applier::listens(Module module, const Incoming& event) const {
  const auto& content = event.content;
  const bool ours = event.source == kSource;
  switch (module) {
    case Module::equipment:
      return std::holds_alternative<contracts::StateEvent>(content) ||
             std::holds_alternative<contracts::CountEvent>(content);
    case Module::orders:
      return std::holds_alternative<contracts::CountEvent>(content) ||
             std::holds_alternative<contracts::JobEvent>(content) ||
             std::holds_alternative<contracts::CommandResult>(content);
    case Module::genealogy:
      return std::holds_alternative<contracts::CountEvent>(content) ||
             std::holds_alternative<contracts::SamplesEvent>(content);
    case Module::quality:
      return std::holds_alternative<contracts::ThresholdEvent>(content) ||
             std::holds_alternative<contracts::AlarmEvent>(content) ||
             std::holds_alternative<contracts::SamplesEvent>(content);
    case Module::workflow:
      return std::holds_alternative<contracts::CommandResult>(content) ||
             (ours && !(runs(Module::quality) && runs(Module::genealogy)) &&
              std::holds_alternative<contracts::QualityEvent>(content));
    case Module::erp:
      return false;  // it goes by the orders' records, not by events
  }
  return false;
}

bool Applier::wants(const Incoming& event) const {
  for (const auto module : modules_)
    if (listens(module, event)) return true;
  return false;
}

void Applier::handle(Transaction& transaction, Module module, const Incoming& event, Timestamp received) const {
  const MasterData& data = definitions_.now();  // apply() saw to it that it is the newest
  std::visit(
      Overloaded{
          [&](const contracts::StateEvent& state) { equipment::apply(transaction, state); },
          [&](const contracts::CountEvent& count) {
            if (module == Module::equipment) equipment::apply(transaction, count);
            if (module == Module::orders) orders::apply(transaction, data, count, genealogy::against_completing);
            if (module == Module::genealogy) {
              genealogy::apply(transaction, data, count);
              for (const auto& deviation : quality::entered_late(transaction, data, count))
                if (runs(Module::workflow)) workflow::on_late_holds(transaction, deviation);
            }
          },
          [&](const contracts::ThresholdEvent& threshold) {
            const auto outcome = quality::apply(transaction, data, threshold, received);
            if (runs(Module::workflow)) workflow::on_deviation(transaction, data, outcome);
          },
          [&](const contracts::AlarmEvent& alarm) { quality::apply(transaction, alarm); },
          [&](const contracts::SamplesEvent& samples) {
            if (module == Module::genealogy) return genealogy::apply(transaction, data, samples);
            quality::apply(transaction, data, samples);
            for (const auto& mark : quality::chart(transaction, data, samples))
              if (runs(Module::workflow)) processes_->on_mark(transaction, mark);
          },
          [&](const contracts::CommandResult& result) {
            if (module == Module::orders) return dispatch::apply(transaction, result);
            if (!processes_->on_result(transaction, result)) workflow::on_result(transaction, data, result, received);
          },
          [&](const contracts::JobEvent& job) { dispatch::apply(transaction, job, genealogy::against_completing); },
          [&](const contracts::QualityEvent& said) {
            // From genealogy's process, where quality runs here: there it was opened and cleared already.
            if (runs(Module::quality)) return workflow::on_late_holds(transaction, said.deviation);
            workflow::on_deviation(transaction, data, outcome_of(transaction, said));
          },
          [](const Foreign&) {},
      },
      event.content);
}

MesResult<void> Applier::apply(std::span<const Incoming> events, Timestamp received) {
  return writer_.write<void>([&](Transaction& transaction) -> MesResult<void> {
    definitions(transaction.sql);
    std::map<Module, std::vector<bool>> fresh;
    for (auto& [module, inbox] : inboxes_) {
      std::vector<std::string> keys;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < events.size(); ++i)
        if (listens(module, events[i])) {
          keys.push_back(events[i].key);
          places.push_back(i);
        }
      auto& marks = fresh.emplace(module, std::vector<bool>(events.size(), false)).first->second;
      if (keys.empty()) continue;
      const auto taken = inbox.take(transaction.sql, keys, transaction.now);
      if (!taken) return fail(MesError::storage, "{}", taken.error().message);
      for (std::size_t k = 0; k < places.size(); ++k) marks[places[k]] = (*taken)[k];
    }
    for (std::size_t i = 0; i < events.size(); ++i)
      for (const auto module : modules_)
        if (fresh.at(module)[i]) handle(transaction, module, events[i], received);
    if (runs(Module::genealogy)) {
      if (const auto read = earliest_reading(events)) genealogy::find_late(transaction, definitions_.now(), *read);
      genealogy::follow_runs(transaction, definitions_.now());
      materials::consume_for(transaction, definitions_.now(), transaction.changes());
    }
    return {};
  });
}

MesResult<void> Applier::fire_timers() {
  return writer_.write<void>([&](Transaction& transaction) -> MesResult<void> {
    workflow::fire_timers(transaction, definitions(transaction.sql));
    processes_->fire_timers(transaction);
    return {};
  });
}

MesResult<void> Applier::prune() {
  const Timestamp now = writer_.clock().utc();
  for (auto& [module, inbox] : inboxes_)
    if (auto done = inbox.prune(writer_.database(), now - kInboxAge); !done)
      return fail(MesError::storage, "{}", done.error().message);
  return writer_.write<void>([&](Transaction& transaction) -> MesResult<void> {
    if (runs(Module::orders)) orders::prune(transaction, now - kReadingAge);
    if (runs(Module::genealogy)) genealogy::prune_passing(transaction, now - genealogy::kPassingAge);
    if (runs(Module::quality)) quality::prune(transaction, now - kSampleAge);
    return {};
  });
}

}  // namespace millwright::mes::ingest
